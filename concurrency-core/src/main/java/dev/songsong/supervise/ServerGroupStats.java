// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

/**
 * A group's counters at one moment.
 *
 * @param wanted how many replicas there should be
 * @param up how many are ready
 * @param ready how often a replica became ready, since the start of the group
 * @param deaths how often one died without being asked to, or failed to start
 * @param drained how many were asked to end, and have
 */
public record ServerGroupStats(int wanted, int up, long ready, long deaths, long drained) {}
