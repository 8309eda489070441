// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract in each mode, and by each transport and way to share an address. */
class ModesContractTest {

  @Nested
  class ThreadsByEpollOrBest extends ModesContract {
    @Override
    WebServer start(WebApp app) throws Exception {
      return WebServer.start(app, SMALL.withThreads(2));
    }

    @Override
    boolean processes() {
      return false;
    }
  }

  @Nested
  class ThreadsByNio extends ModesContract {
    @Override
    WebServer start(WebApp app) throws Exception {
      return WebServer.start(app, SMALL.withThreads(2), Transport.NIO);
    }

    @Override
    boolean processes() {
      return false;
    }
  }

  @Nested
  @EnabledOnOs(OS.LINUX)
  class ProcessesByDescriptor extends ModesContract {
    @Override
    WebServer start(WebApp app) throws Exception {
      return WebServer.start(app, SMALL.withProcesses(2));
    }

    @Override
    boolean processes() {
      return true;
    }
  }

  @Nested
  @EnabledOnOs(OS.LINUX)
  class ProcessesByReusePort extends ModesContract {
    @Override
    WebServer start(WebApp app) throws Exception {
      return WebServer.start(app, SMALL.withProcesses(2).withSharing(Sharing.REUSE_PORT));
    }

    @Override
    boolean processes() {
      return true;
    }
  }

  @Nested
  @EnabledOnOs(OS.LINUX)
  class HybridByDescriptor extends ModesContract {
    @Override
    WebServer start(WebApp app) throws Exception {
      return WebServer.start(app, SMALL.withHybrid(2, 2));
    }

    @Override
    boolean processes() {
      return true;
    }
  }
}
