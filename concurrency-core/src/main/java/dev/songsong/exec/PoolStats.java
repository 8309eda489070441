// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/**
 * A pool's counters at one moment.
 *
 * @param queued tasks that wait
 * @param running tasks that run
 * @param ended tasks that have ended in any way
 * @param retried attempts beyond the first
 * @param workersStarted worker processes started, spares included
 * @param workersDied worker processes that ended without being asked to
 * @param abandonedThreads threads that passed a time limit or were cancelled and still run
 */
public record PoolStats(
    int queued,
    int running,
    long ended,
    long retried,
    long workersStarted,
    long workersDied,
    int abandonedThreads) {}
