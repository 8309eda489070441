// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.Serializable;

/**
 * What a rank has moved so far, in all its communicators: payload only, without frames and
 * meetings.
 *
 * @param bytesSent bytes handed to other ranks
 * @param bytesReceived bytes taken from other ranks
 * @param messagesSent messages, or pieces of a collective, handed to other ranks
 * @param messagesReceived messages, or pieces of a collective, taken from other ranks
 */
public record Traffic(long bytesSent, long bytesReceived, long messagesSent, long messagesReceived)
    implements Serializable {}
