// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How one file of a job ended. */
public enum FileOutcome {
  /** Its output is in place. */
  @JsonProperty("done")
  DONE,
  /** It can't be read, decoded or written; the error says which and why. */
  @JsonProperty("failed")
  FAILED,
  /** Its processing passed the time limit and was ended, or given up where it can't be ended. */
  @JsonProperty("timed-out")
  TIMED_OUT,
  /** It ended its worker process even when it was alone there: the file is the culprit. */
  @JsonProperty("quarantined")
  QUARANTINED
}
