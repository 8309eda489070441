-- SPDX-License-Identifier: Apache-2.0
-- Every tenth request asks for the connection to be closed, so that one carries ten on the average.
local sent = 0
local keep, close

function init()
  keep = wrk.format("GET", nil, { ["Host"] = "localhost" })
  close = wrk.format("GET", nil, { ["Host"] = "localhost", ["Connection"] = "close" })
end

function request()
  sent = sent + 1
  if sent % 10 == 0 then
    return close
  end
  return keep
end
