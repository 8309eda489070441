// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.Map;

/**
 * Which named resource each node needs, and how many nodes may use it at once.
 *
 * @param sizes how many nodes may run at once, by resource
 * @param uses the resource of each node that needs one, by the node's number
 */
record Limits(Map<String, Integer> sizes, Map<Integer, String> uses) {}
