// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.advice.Advice;
import dev.songsong.advice.Costs;
import dev.songsong.advice.WorkProfile;
import dev.songsong.machine.Machine;
import java.time.Duration;

/**
 * Threads or processes? Describe the work and ask. Threads are the answer most of the time; what
 * turns it is native code, a need to kill, or a heap of one's own. {@code songsong advise} asks the
 * same questions, and measures what a hand-over costs on your machine.
 */
public final class E24Advice {
  private E24Advice() {}

  /** Runs the lesson. */
  public static void main(String[] args) {
    // START SNIPPET: advice
    var requests = WorkProfile.builder().cpuShare(0.01).taskTime(Duration.ofMillis(100)).build();
    var decoding = WorkProfile.builder().nativeCode(true).untrusted(true).killable(true).build();
    ask("ten thousand requests", requests);
    ask("strangers' images through a native decoder", decoding);
    // END SNIPPET: advice
  }

  private static void ask(String work, WorkProfile profile) {
    Advice advice = Advice.of(profile, Machine.probe(), Costs.NONE);
    System.out.println(work + ": " + advice.choice());
    System.out.println("  first reason: " + advice.reasons().getFirst().criterion().key());
  }
}

// Output:
// ten thousand requests: THREADS
//   first reason: blocking
// strangers' images through a native decoder: PROCESSES
//   first reason: isolation
