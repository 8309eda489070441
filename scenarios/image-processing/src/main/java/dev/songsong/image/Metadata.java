// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * The blocks that a file carries beside its pixels, as raw bytes.
 *
 * @param blocks by OpenCV's number of their kind
 */
record Metadata(Map<Integer, byte[]> blocks) {
  static final Metadata NONE = new Metadata(Map.of());
  private static final int ORIENTATION = 0x0112;
  private static final int ENTRY_BYTES = 12;

  /** The blocks as OpenCV hands them over. */
  static Metadata of(IntPointer kinds, MatVector values) {
    var blocks = new LinkedHashMap<Integer, byte[]>();
    for (int i = 0; i < values.size(); i++) {
      try (Mat block = values.get(i)) {
        var bytes = new byte[Math.toIntExact(block.total() * block.elemSize())];
        block.data().capacity(bytes.length).get(bytes);
        blocks.put(kinds.get(i), bytes);
      }
    }
    return new Metadata(blocks);
  }

  /** The colour profile. */
  Optional<byte[]> profile() {
    return Optional.ofNullable(blocks.get(opencv_imgcodecs.IMAGE_METADATA_ICCP));
  }

  /** EXIF and XMP alone, with EXIF's orientation set to what the pixels now have. */
  Metadata kept(int orientation) {
    var kept = new LinkedHashMap<>(blocks);
    kept.keySet()
        .retainAll(
            Set.of(opencv_imgcodecs.IMAGE_METADATA_EXIF, opencv_imgcodecs.IMAGE_METADATA_XMP));
    kept.computeIfPresent(
        opencv_imgcodecs.IMAGE_METADATA_EXIF, (_, exif) -> turned(exif.clone(), orientation));
    return new Metadata(kept);
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Encodes an image together with the blocks. */
  boolean encode(String extension, Mat image, BytePointer file, IntPointer settings) {
    int count = blocks.size();
    try (var kinds = new IntPointer(count);
        var values = new MatVector(count)) {
      int i = 0;
      for (var block : blocks.entrySet()) {
        kinds.put(i, block.getKey());
        byte[] bytes = block.getValue();
        try (var row = new Mat(1, bytes.length, opencv_core.CV_8UC1)) {
          row.data().capacity(bytes.length).put(bytes);
          values.put(i++, row);
        }
      }
      try (var suffix = new BytePointer(extension)) {
        return opencv_imgcodecs.imencodeWithMetadata(suffix, image, kinds, values, file, settings);
      }
    }
  }

  /** EXIF is a small TIFF: its first directory has the orientation among its 12-byte entries. */
  private static byte[] turned(byte[] exif, int orientation) {
    int start = exif.length > 6 && exif[0] == 'E' && exif[1] == 'x' ? 6 : 0;
    if (exif.length < start + 8) {
      return exif;
    }
    ByteBuffer tiff = ByteBuffer.wrap(exif, start, exif.length - start).slice();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return exif;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + i * ENTRY_BYTES;
      if (at + ENTRY_BYTES > tiff.limit()) {
        break;
      }
      if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
        tiff.putShort(at + 8, (short) orientation);
      }
    }
    return exif;
  }
}
