// SPDX-License-Identifier: Apache-2.0
/**
 * The web server beside nginx and servers in Java: the same answer from each, one core for the
 * server and another for the load.
 */
@NullMarked
package dev.songsong.benchmarks.web;

import org.jspecify.annotations.NullMarked;
