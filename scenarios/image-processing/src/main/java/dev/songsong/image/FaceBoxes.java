// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of a {@code .faces.json} file.
 *
 * @param width the output's width, to which the boxes may be compared
 * @param height the output's height
 * @param faces where the faces were when they were looked for
 */
record FaceBoxes(int width, int height, List<Box> faces) {
  static byte[] json(Processed image) {
    var boxes = new FaceBoxes(image.width(), image.height(), image.faces());
    return JsonMapper.builder().build().writeValueAsBytes(boxes);
  }
}
