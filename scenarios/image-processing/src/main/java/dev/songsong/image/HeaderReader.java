// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.gif.GifImageDirectory;
import com.drew.metadata.icc.IccDirectory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.webp.WebpDirectory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Reads headers without decoding or allocating pixels. */
final class HeaderReader {
  // TIFF's own numbers: SamplesPerPixel counts, PhotometricInterpretation 5 is CMYK.
  private static final int TIFF_CMYK = 5;
  private static final int PNG_PALETTE = 3;

  private HeaderReader() {}

  static Header read(Path file, String name, ImageFormat format) {
    try {
      Header header =
          switch (format) {
            case PNG -> png(file);
            case JPEG -> jpeg(metadata(file));
            case TIFF -> tiff(tiffMetadata(file));
            case WEBP -> {
              RiffChunks.check(file);
              yield webp(metadata(file));
            }
            case GIF -> gif(metadata(file));
          };
      if (header.width() < 1 || header.height() < 1) {
        throw new ImageException(
            name, header.width() + "x" + header.height() + " pixels", "at least 1x1");
      }
      return header;
    } catch (ImageProcessingException | MetadataException | IOException e) {
      throw new ImageException(
          name, "header ends early or is damaged", "a whole " + format + " file", e);
    }
  }

  private static Metadata metadata(Path file) throws ImageProcessingException, IOException {
    File named = file.toFile();
    if (named.exists()) {
      return ImageMetadataReader.readMetadata(named);
    }
    // In a C locale a File loses the letters of the name that a Path keeps.
    try (InputStream in = Files.newInputStream(file)) {
      return ImageMetadataReader.readMetadata(in, Files.size(file));
    }
  }

  private static Metadata tiffMetadata(Path file) throws ImageProcessingException, IOException {
    File named = file.toFile();
    // The general reader would take the whole file into memory to look for its end.
    return named.exists() ? TiffMetadataReader.readMetadata(named) : metadata(file);
  }

  private static Header jpeg(Metadata metadata) throws MetadataException {
    var frame = required(metadata, JpegDirectory.class);
    int samples = frame.getInt(JpegDirectory.TAG_NUMBER_OF_COMPONENTS);
    return new Header(
        ImageFormat.JPEG,
        frame.getImageWidth(),
        frame.getImageHeight(),
        samples,
        frame.getInt(JpegDirectory.TAG_DATA_PRECISION),
        orientation(metadata),
        samples == 4 ? Header.Colours.CMYK : colours(metadata),
        1);
  }

  private static Header tiff(Metadata metadata) throws MetadataException {
    var page = required(metadata, ExifIFD0Directory.class);
    int[] bits = page.getIntArray(ExifIFD0Directory.TAG_BITS_PER_SAMPLE);
    Integer samples = page.getInteger(ExifIFD0Directory.TAG_SAMPLES_PER_PIXEL);
    Integer meaning = page.getInteger(ExifIFD0Directory.TAG_PHOTOMETRIC_INTERPRETATION);
    return new Header(
        ImageFormat.TIFF,
        page.getInt(ExifIFD0Directory.TAG_IMAGE_WIDTH),
        page.getInt(ExifIFD0Directory.TAG_IMAGE_HEIGHT),
        samples == null ? 1 : samples,
        bits == null || bits.length == 0 ? 1 : bits[0],
        orientation(metadata),
        meaning != null && meaning == TIFF_CMYK ? Header.Colours.CMYK : colours(metadata),
        1);
  }

  private static Header webp(Metadata metadata) throws MetadataException {
    var image = required(metadata, WebpDirectory.class);
    boolean alpha = Boolean.TRUE.equals(image.getBooleanObject(WebpDirectory.TAG_HAS_ALPHA));
    boolean animated = Boolean.TRUE.equals(image.getBooleanObject(WebpDirectory.TAG_IS_ANIMATION));
    return new Header(
        ImageFormat.WEBP,
        image.getInt(WebpDirectory.TAG_IMAGE_WIDTH),
        image.getInt(WebpDirectory.TAG_IMAGE_HEIGHT),
        alpha ? 4 : 3,
        8,
        orientation(metadata),
        colours(metadata),
        animated ? 2 : 1);
  }

  private static Header gif(Metadata metadata) throws MetadataException {
    var screen = required(metadata, GifHeaderDirectory.class);
    return new Header(
        ImageFormat.GIF,
        screen.getInt(GifHeaderDirectory.TAG_IMAGE_WIDTH),
        screen.getInt(GifHeaderDirectory.TAG_IMAGE_HEIGHT),
        4,
        8,
        1,
        Header.Colours.PLAIN,
        Math.max(1, metadata.getDirectoriesOfType(GifImageDirectory.class).size()));
  }

  /** PNG is read chunk by chunk: the general reader would inflate a profile to any size. */
  private static Header png(Path file) throws ImageProcessingException, IOException {
    var wanted = Set.of(PngChunkType.IHDR, PngChunkType.eXIf, PngChunkType.iCCP);
    Header header = null;
    int orientation = 1;
    var colours = Header.Colours.PLAIN;
    var skeleton = new SequentialByteArrayReader(PngSkeleton.of(file));
    for (PngChunk chunk : new PngChunkReader().extract(skeleton, wanted)) {
      byte[] bytes = chunk.getBytes();
      if (chunk.getType().equals(PngChunkType.IHDR)) {
        header = ofIhdr(new PngHeader(bytes));
      } else if (chunk.getType().equals(PngChunkType.eXIf)) {
        var exif = new Metadata();
        new ExifReader().extract(new ByteArrayReader(bytes), exif);
        orientation = orientation(exif);
      } else if (!isSrgb(new String(bytes, StandardCharsets.ISO_8859_1).split("\0")[0])) {
        colours = Header.Colours.PROFILED;
      }
    }
    if (header == null) {
      throw new ImageProcessingException("no IHDR");
    }
    return new Header(
        ImageFormat.PNG,
        header.width(),
        header.height(),
        header.samples(),
        header.bits(),
        orientation,
        header.samples() < 3 ? Header.Colours.PLAIN : colours,
        1);
  }

  private static Header ofIhdr(PngHeader ihdr) {
    int samples =
        switch (ihdr.getColorType().getNumericValue()) {
          case 0 -> 1;
          case 2, PNG_PALETTE -> 3;
          default -> 4;
        };
    return new Header(
        ImageFormat.PNG,
        ihdr.getImageWidth(),
        ihdr.getImageHeight(),
        samples,
        ihdr.getBitsPerSample(),
        1,
        Header.Colours.PLAIN,
        1);
  }

  private static int orientation(Metadata metadata) {
    var exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    // Cameras have written 0 and worse; such a picture is taken as upright.
    return value == null || value < 1 || value > 8 ? 1 : value;
  }

  private static Header.Colours colours(Metadata metadata) {
    var profile = metadata.getFirstDirectoryOfType(IccDirectory.class);
    if (profile == null) {
      return Header.Colours.PLAIN;
    }
    String space = String.valueOf(profile.getString(IccDirectory.TAG_COLOR_SPACE)).strip();
    String name = String.valueOf(profile.getDescription(IccDirectory.TAG_TAG_desc));
    return space.equals("RGB") && !isSrgb(name) ? Header.Colours.PROFILED : Header.Colours.PLAIN;
  }

  /** Of profiles that are sRGB in all but the curve, the name says so. */
  private static boolean isSrgb(String profile) {
    return profile.contains("sRGB") && !profile.toLowerCase(Locale.ROOT).contains("linear");
  }

  private static <D extends Directory> D required(Metadata metadata, Class<D> type)
      throws MetadataException {
    D directory = metadata.getFirstDirectoryOfType(type);
    if (directory == null) {
      throw new MetadataException("no " + type.getSimpleName());
    }
    return directory;
  }
}
