// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** The methods that routes can have (RFC 9110, section 9; PATCH by RFC 5789). */
public enum Method {
  /** Reads. */
  GET,
  /** Reads without the content; routes for {@link #GET} answer it too. */
  HEAD,
  /** Creates or acts. */
  POST,
  /** Replaces. */
  PUT,
  /** Changes in part. */
  PATCH,
  /** Removes. */
  DELETE,
  /** Asks what is allowed; answered by the server where no route is. */
  OPTIONS
}
