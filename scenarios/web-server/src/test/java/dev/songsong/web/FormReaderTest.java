// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({LeakCheck.class, Seeds.class})
@Timeout(60)
class FormReaderTest {
  private static final String[] PIECES = {
    "\r", "\n", "\r\n", "--", "-", "--XX", "\r\n--X", "XX", "a"
  };

  @TempDir Path temp;

  /** Gives as many bytes at a time as chance wants, as a network does. */
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private final Random random;

    Trickle(byte[] bytes, Random random) {
      this.in = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, Math.min(length, 1 + random.nextInt(7)));
    }
  }

  @Test
  void files_are_what_was_sent_however_it_is_cut(Random random) throws Exception {
    try (var uploads = new Uploads(temp)) {
      for (int round = 0; round < 300; round++) {
        var body = new ByteArrayOutputStream();
        var contents = new ArrayList<byte[]>();
        for (int part = random.nextInt(4); part >= 0; part--) {
          byte[] content = content(random);
          contents.add(content);
          body.write(
              "--XX\r\ncontent-disposition: form-data; name=f; filename=f".getBytes(US_ASCII));
          body.write("\r\n\r\n".getBytes(US_ASCII));
          body.write(content);
          body.write("\r\n".getBytes(US_ASCII));
        }
        body.write("--XX--\r\n".getBytes(US_ASCII));

        var in = new Trickle(body.toByteArray(), random);
        try (Form form = FormReader.multipart(in, "multipart/form-data; boundary=XX", uploads)) {
          assertThat(read(form.uploads())).containsExactlyElementsOf(contents);
        }
      }
    }
    assertThat(temp).isEmptyDirectory();
  }

  private static List<byte[]> read(List<Form.Upload> uploads) throws IOException {
    var contents = new ArrayList<byte[]>();
    for (Form.Upload upload : uploads) {
      contents.add(Files.readAllBytes(upload.file()));
      assertThat(upload.size()).isEqualTo(Files.size(upload.file()));
    }
    return contents;
  }

  @Test
  void a_file_of_dashes_alone_is_read_too() throws Exception {
    String content = "-".repeat(100_000);
    String body =
        "--XX\r\ncontent-disposition: form-data; name=f; filename=f\r\n\r\n"
            + content
            + "\r\n--XX--";
    try (var uploads = new Uploads(temp);
        Form form =
            FormReader.multipart(
                new ByteArrayInputStream(body.getBytes(US_ASCII)),
                "multipart/form-data; boundary=XX",
                uploads)) {
      assertThat(form.uploads().getFirst().file()).hasContent(content);
    }
  }

  /** Full of what looks like a delimiter, and is none. */
  private static byte[] content(Random random) {
    var content = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      content.append(PIECES[random.nextInt(PIECES.length)]);
    }
    String text = content.toString();
    while (text.contains("\n--XX") || text.startsWith("--XX")) {
      text = text.replace("\n--XX", "\n-XX").replaceAll("^--XX", "-XX");
    }
    return text.getBytes(US_ASCII);
  }
}
