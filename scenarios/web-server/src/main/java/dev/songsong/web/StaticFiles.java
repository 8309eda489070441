// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Answers with the files of a folder.
 *
 * <pre>{@code
 * routes.get("/assets/{path*}", StaticFiles.of(Path.of("public")));
 * }</pre>
 *
 * <p>The route's path must end in <code>{path*}</code>. Nothing outside the folder can be seen, not
 * through symbolic links either, and of what is in it neither hidden names, {@code .well-known}
 * aside, nor anything but regular files: all that is 404. Folders are answered with their {@code
 * index.html}, never with a list.
 *
 * <p>A file goes out with its type by name, {@code ETag} and {@code Last-Modified}; conditions and
 * ranges are honoured. Where {@code name.br} or {@code name.gz} lies beside {@code name} and is not
 * older, clients that take it get that; other text is compressed on the way if it is not large.
 *
 * <p>Thread-safe, and blocks: not for {@link Routes#nonBlocking}. To be made anew in each process
 * that serves, in {@link WebApp#configure}.
 */
public final class StaticFiles implements Handler {
  private static final String INDEX = "index.html";
  private static final String REVALIDATE = "no-cache";

  private final RootFolder root;
  private final String cacheControl;

  private StaticFiles(RootFolder root, String cacheControl) {
    this.root = root;
    this.cacheControl = HeaderText.value("cache-control", cacheControl);
  }

  /**
   * The files of this folder. Clients keep them, and ask each time whether they have changed.
   *
   * @throws IllegalArgumentException if it is not a folder
   */
  public static StaticFiles of(Path folder) {
    if (!Files.isDirectory(requireNonNull(folder, "folder"))) {
      throw new IllegalArgumentException("folder: " + folder + " (expected: a folder)");
    }
    return new StaticFiles(new RootFolder(folder.toAbsolutePath()), REVALIDATE);
  }

  /**
   * The same with another {@code Cache-Control}, such as {@code public, max-age=31536000,
   * immutable} for names that have a hash in them.
   */
  public StaticFiles withCacheControl(String cacheControl) {
    return new StaticFiles(root, cacheControl);
  }

  @Override
  public Response handle(Request request) {
    String target = request.target();
    int end = target.indexOf('?');
    String raw = end < 0 ? target : target.substring(0, end);
    try {
      return find(request.parameter("path"), raw, end < 0 ? "" : target.substring(end));
    } catch (IOException e) {
      throw FileAnswer.problem(e);
    }
  }

  private Response find(String path, String raw, String query) throws IOException {
    // Of an encoded slash the route has made a slash, so the file would have a second path, past
    // whatever guards the first.
    if (raw.contains("%2F") || raw.contains("%2f")) {
      throw new FileSystemException(raw, null, "an encoded slash");
    }
    boolean asFolder = path.isEmpty() || path.endsWith("/");
    String names = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    RootFolder.Found found = root.find(names.isEmpty() ? List.of() : List.of(names.split("/", -1)));
    if (!found.isFolder()) {
      if (asFolder) {
        throw new FileSystemException(path, null, "not a folder");
      }
      return answer(found);
    }
    if (!asFolder) {
      return Response.of(301)
          .withHeader("location", raw + "/" + query)
          .withHeader("cache-control", cacheControl);
    }
    return answer(root.find(List.of((names.isEmpty() ? INDEX : names + "/" + INDEX).split("/"))));
  }

  private Response answer(RootFolder.Found found) {
    return Response.of(200)
        .withContent(new Content.OfFile(found))
        .withHeader("cache-control", cacheControl)
        .withHeader("x-content-type-options", "nosniff");
  }
}
