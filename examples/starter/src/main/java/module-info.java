// SPDX-License-Identifier: Apache-2.0
/** Only for the module path; without this file the project is the same on the class path. */
module com.example.starter {
  requires dev.songsong.core;
}
