// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/** A service as the whole life of a worker JVM. */
record ServiceBody(RemoteService service) implements Body {

  @Override
  public void live(BodyControl control) throws Exception {
    Thread main = Thread.currentThread();
    service.start();
    control.ready();
    control.onStop(() -> stop(main));
    try {
      service.run();
    } catch (InterruptedException e) {
      if (!control.stopping()) {
        throw e;
      }
    }
  }

  private void stop(Thread main) {
    try {
      service.stop();
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      main.interrupt();
    }
  }
}
