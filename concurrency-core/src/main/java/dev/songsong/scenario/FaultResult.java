// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

/**
 * What a fault cost.
 *
 * @param fault its name
 * @param items how many items were to be done
 * @param done how many good items were completed
 * @param lost how many good items were not completed
 * @param named how many faulty items were named as the culprits
 * @param survived whether the JVM that ran the work was alive afterwards
 */
public record FaultResult(
    String fault, long items, long done, long lost, long named, boolean survived) {}
