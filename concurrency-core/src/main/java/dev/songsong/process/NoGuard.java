// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Starts programs plainly, with what the JDK offers on every system. */
final class NoGuard implements Guard {

  @Override
  public Child launch(Command command) throws IOException {
    var line = new ArrayList<>(command.line());
    if (!Platform.WINDOWS) {
      line.set(0, ProgramFinder.find(command).toString());
    }
    ProcessBuilder builder = Builders.of(command, line);
    return new Plain(Cookie.bake(builder), builder.start());
  }

  /** A program that is itself the process the JVM sees. */
  private static final class Plain implements Child {
    private final String cookie;
    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock. Who loses its parent is no descendant any more, so all once seen are kept.
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    Plain(String cookie, Process process) {
      this.cookie = cookie;
      this.process = process;
      seen.add(process.toHandle());
    }

    @Override
    public Process process() {
      return process;
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public List<ProcessHandle> members() {
      lock.lock();
      try {
        List.copyOf(seen).forEach(known -> known.descendants().forEach(seen::add));
        if (Platform.LINUX) {
          seen.addAll(ProcSession.members(ProcSession.NONE, cookie));
        }
        return seen.stream().filter(Plain::running).toList();
      } finally {
        lock.unlock();
      }
    }

    private static boolean running(ProcessHandle process) {
      return Platform.LINUX ? ProcSession.running(process.pid()) : process.isAlive();
    }

    @Override
    public boolean unguarded() {
      return false;
    }

    @Override
    public Ending ending() {
      return Ending.byConvention(process.exitValue());
    }

    @Override
    public void release() {}
  }
}
