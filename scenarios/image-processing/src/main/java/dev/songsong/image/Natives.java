// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * Loads the native libraries once a JVM.
 *
 * <p>They are unpacked into JavaCPP's cache in the home directory under a file lock, so that many
 * workers may start at once.
 */
final class Natives {
  static {
    NativeSettings.apply();
    NativeEnvironment.set("OPENCV_LOG_LEVEL", "SILENT");
    Loader.load(opencv_core.class);
    Loader.load(opencv_imgproc.class);
    Loader.load(opencv_imgcodecs.class);
    // The executor decides on parallelism; engines that each start a thread a core slow it down.
    opencv_core.setNumThreads(1);
  }

  private Natives() {}

  /** Returns when the libraries are loaded. */
  static void ready() {}
}
