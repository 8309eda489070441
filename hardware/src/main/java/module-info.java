// SPDX-License-Identifier: Apache-2.0
/** Fills the machine model from the operating system and the graphics driver. */
module dev.songsong.hardware {
  requires com.github.oshi;
  requires transitive dev.songsong.core;
  requires transitive org.jspecify;

  exports dev.songsong.hardware;

  provides dev.songsong.machine.MachineProbe with
      dev.songsong.hardware.HardwareProbe;
}
