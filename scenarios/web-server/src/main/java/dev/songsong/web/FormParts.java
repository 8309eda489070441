// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.DiskFileUpload;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.MemoryAttribute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the decoder puts the parts of a form: files on disk, fields in memory, all of them together
 * within a bound. Used by one thread.
 *
 * <p>What a part says of its own length is not listened to; the decoder finds its end.
 */
final class FormParts extends DefaultHttpDataFactory implements AutoCloseable {
  /** For what is typed. */
  static final int MOST_FIELD_BYTES = 1 << 20;

  private static final Pattern CONTROLS = Pattern.compile("[\"\\p{Cntrl}]");

  private final SentForm form;
  private final Uploads uploads;
  private final Charset charset;
  private final List<FileChannel> opened = new ArrayList<>();
  private long fieldBytes;
  private String fileName = ""; // of the part whose header was read last

  FormParts(SentForm form, Uploads uploads, Charset charset) {
    super(false, charset);
    this.form = form;
    this.uploads = uploads;
    this.charset = charset;
  }

  @Override
  public Attribute createAttribute(HttpRequest request, String name) {
    return new Field(name, charset);
  }

  @Override
  public Attribute createAttribute(HttpRequest request, String name, long definedSize) {
    return new Field(name, charset);
  }

  /** What the header of a part says; a file's name is here still as it came. */
  @Override
  public Attribute createAttribute(HttpRequest request, String name, String value) {
    if (name.equals("filename")) {
      fileName = withoutFolders(value);
    }
    return super.createAttribute(request, name, value);
  }

  private static String withoutFolders(String given) {
    String quoted = given.replace("\\\"", "\"");
    int slash = Math.max(quoted.lastIndexOf('/'), quoted.lastIndexOf('\\'));
    String name = CONTROLS.matcher(quoted.substring(slash + 1)).replaceAll("").strip();
    return name.equals(".") || name.equals("..") ? "" : name;
  }

  @Override
  public FileUpload createFileUpload(
      HttpRequest request,
      String name,
      String cleaned,
      String contentType,
      String coding,
      Charset partCharset,
      long size) {
    try {
      Path folder = form.folder();
      if (folder == null) {
        folder = uploads.newFolder();
        form.keepIn(folder);
      }
      Path file = folder.resolve("part-" + (opened.size() + 1));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      opened.add(channel);
      return new OnDisk(name, fileName, contentType, coding, partCharset, file, channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : opened) {
      channel.close();
    }
  }

  private void count(int more) {
    fieldBytes += more;
    if (fieldBytes > MOST_FIELD_BYTES) {
      throw HttpException.of(
          413, "form: fields too large (expected: <= " + MOST_FIELD_BYTES + " bytes together)");
    }
  }

  private final class Field extends MemoryAttribute {
    Field(String name, Charset charset) {
      super(name, charset);
    }

    @Override
    public void addContent(ByteBuf buffer, boolean last) throws IOException {
      count(buffer.readableBytes());
      super.addContent(buffer, last);
    }
  }

  /** Netty's own forces each file to the disk, which a temporary one need not be. */
  static final class OnDisk extends DiskFileUpload {
    private final Path file;
    private final FileChannel channel;

    OnDisk(
        String name,
        String fileName,
        String contentType,
        String coding,
        Charset charset,
        Path file,
        FileChannel channel) {
      super(name, fileName, contentType, coding, charset, 0, file.getParent().toString(), false);
      this.file = file;
      this.channel = channel;
    }

    /** A field for a file for which none was chosen comes as a file without name and content. */
    void addTo(SentForm form) {
      if (!getFilename().isEmpty() || size > 0) {
        form.add(new Form.Upload(getName(), getFilename(), getContentType(), size, file));
      }
    }

    @Override
    public void addContent(ByteBuf buffer, boolean last) throws IOException {
      try {
        size += buffer.readableBytes();
        while (buffer.isReadable()) {
          buffer.readBytes(channel, buffer.readableBytes());
        }
      } finally {
        buffer.release();
      }
      if (last) {
        channel.close();
        setCompleted();
      }
    }
  }
}
