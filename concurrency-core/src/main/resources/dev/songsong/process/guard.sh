# SPDX-License-Identifier: Apache-2.0
# Stands between the JVM and one program, as the leader of the program's own session.
# Arguments: COOKIE STATUSFILE PARENTPID PROGRAM [ARGUMENT...]
# Tells in STATUSFILE, a line each: the program's pid; what the shell says of its end ("Killed" of
# a signal; nothing, or "Done(137)", when it exits by itself, even with that status); "exit STATUS".
# The parent-death signal (TERM, set by setpriv) makes it end the whole session with the JVM.
cookie=$1 status=$2 parent=$3
shift 3
# From here the shell's own messages go to the status file; 3 and 4 keep the program's streams,
# because a shell gives a background job /dev/null as its standard input.
exec 4<&0 3>&2 2>"$status"
# The JVM died before the signal was set.
[ "$PPID" = "$parent" ] || exit 1
end_everyone() {
  passes=0
  while [ $((passes += 1)) -le 200 ]; do
    found=
    # The first finds who carries the cookie, daemons that left the session included; the second who
    # is in the session (after the name in parentheses: state, parent, group, session), not a zombie.
    for file in $(
      grep -lsaF "$cookie" /proc/[0-9]*/environ
      grep -lsaE "^[0-9]+ \(.*\) [^Z] [0-9]+ [0-9]+ $$ " /proc/[0-9]*/stat
    ); do
      pid=${file#/proc/} pid=${pid%/*}
      [ "$pid" != $$ ] && kill -KILL "$pid" && found=1
    done
    [ "$found" ] || break
  done
  kill -KILL 0
}
trap end_everyone TERM
# In the background, because a shell runs a trap during "wait" but not during a foreground command.
"$@" <&4 2>&3 3>&- 4<&- &
# The program alone holds its streams: who closes one is noticed at the other end.
exec <&- >&- 3>&- 4<&-
echo $! >&2
wait $!
code=$?
# dash tells a death during "wait" only if it has not noticed it before; its "jobs" always tells.
jobs >&2
echo "exit $code" >&2
# What the program left behind in its group goes with it.
kill -KILL 0
