// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A piece of memory that processes of one user on one machine share.
 *
 * <p>One process creates it and sends the {@link #handle()}; others open it by that. It is a mapped
 * file, in memory where the system has a place for that ({@code /dev/shm}). Views such as {@link
 * #ints()} give access to it; nothing is copied.
 *
 * <p>Thread-safe; how accesses are ordered is said in {@link SharedArray}. The creator holds a
 * {@link Lease}: closing there removes the file, and if the creator dies without closing, the next
 * {@link #create} of the same user does. A process that has it open keeps it in either case until
 * it closes it too.
 *
 * <p>Closing while another thread is at an access makes that access throw, never crash.
 */
public final class SharedMemory implements AutoCloseable {
  // What openKept has opened; put there by any thread, removed by whoever closes it.
  private static final ConcurrentHashMap<SharedHandle, SharedMemory> KEPT =
      new ConcurrentHashMap<>();

  private final SharedHandle handle;
  private final Lease lease;
  private final Optional<OwnedFile> owned; // present in the creator
  private final Arena arena;
  private final MemorySegment content;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SharedMemory(
      SharedHandle handle,
      Lease lease,
      Optional<OwnedFile> owned,
      Arena arena,
      MemorySegment content) {
    this.handle = handle;
    this.lease = lease;
    this.owned = owned;
    this.arena = arena;
    this.content = content;
  }

  /**
   * Creates memory of zeros, in {@code /dev/shm} where it exists, else in the temp directory. Its
   * room is taken at once, which takes time: a second or more for 1 GiB.
   *
   * @throws SharedMemoryException if there is not so much room
   */
  public static SharedMemory create(long bytes) {
    return create(bytes, Store.bestBase());
  }

  /**
   * As {@link #create(long)}, below another directory: a disk may have more room than memory.
   *
   * @throws SharedMemoryException if there is not so much room, or the directory can't be used
   */
  public static SharedMemory create(long bytes, Path base) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: > 0)");
    }
    Lease lease = Lease.mine();
    long token = ThreadLocalRandom.current().nextLong();
    try {
      // Its lock first: from there on the directory stays, and nobody takes the name.
      var file = OwnedFile.create(base, lease, token);
      try {
        OwnedFile.sweep(file.directory(), lease);
        checkRoom(bytes, file.directory());
        return created(file, new Header(token, bytes, lease));
      } catch (IOException | RuntimeException | Error e) {
        file.delete();
        throw e;
      }
    } catch (IOException e) {
      throw new SharedMemoryException(
          "memory: "
              + bytes
              + " bytes in "
              + base
              + ": "
              + e.getMessage()
              + " (expected: room for them). Close other memory, ask for less, or name a directory"
              + " with more room.",
          e);
    }
  }

  private static void checkRoom(long bytes, Path directory) throws IOException {
    long room = Files.getFileStore(directory).getUsableSpace() - Header.BYTES;
    if (bytes > room) {
      throw new SharedMemoryException(
          "bytes: "
              + bytes
              + " (expected: <= "
              + Math.max(0, room)
              + ", the room in "
              + directory
              + "). Close other memory, ask for less, or name a directory with more room.");
    }
  }

  private static SharedMemory created(OwnedFile file, Header header) throws IOException {
    var handle = new SharedHandle(file.data().toString(), header.bytes(), header.token());
    try (FileChannel channel = OwnedFile.newFile(file.data())) {
      Reserve.zeros(channel, Header.BYTES + header.bytes());
      return mapped(handle, channel, Optional.of(file), Optional.of(header));
    }
  }

  /**
   * Opens memory that another process, or this one, created.
   *
   * @throws SharedMemoryException if it is gone, or not what the handle says
   */
  public static SharedMemory open(SharedHandle handle) {
    Path path = Path.of(handle.path());
    try (var channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.size() != Header.BYTES + handle.bytes()) {
        throw mismatch(handle);
      }
      return mapped(handle, channel, Optional.empty(), Optional.empty());
    } catch (NoSuchFileException e) {
      throw new SharedMemoryException(
          "memory: "
              + handle.path()
              + " is gone (expected: open in its creator). Keep it open there until it was opened"
              + " here.",
          e);
    } catch (IOException e) {
      throw new SharedMemoryException("memory: " + handle.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Opens memory to stay open in this process: the first call for a handle maps it, which takes a
   * tenth of a millisecond and more, later ones return the same object at once. For tasks in a
   * worker process that are handed the same memory again and again.
   *
   * <p>It stays mapped, and its room taken, until it is closed here or the process ends; after its
   * close the next call opens it anew.
   *
   * @throws SharedMemoryException as {@link #open} does
   */
  public static SharedMemory openKept(SharedHandle handle) {
    return KEPT.computeIfAbsent(handle, SharedMemory::open);
  }

  private static SharedMemory mapped(
      SharedHandle handle, FileChannel channel, Optional<OwnedFile> owned, Optional<Header> header)
      throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment file = channel.map(MapMode.READ_WRITE, 0, Header.BYTES + handle.bytes(), arena);
      header.ifPresent(ours -> ours.writeTo(file));
      if (!Header.isIn(file)
          || Header.readFrom(file).token() != handle.token()
          || Header.readFrom(file).bytes() != handle.bytes()) {
        throw mismatch(handle);
      }
      return new SharedMemory(
          handle, Header.readFrom(file).lease(), owned, arena, file.asSlice(Header.BYTES));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static SharedMemoryException mismatch(SharedHandle handle) {
    return new SharedMemoryException(
        "memory: "
            + handle.path()
            + " is another file (expected: the one the handle was made for). Ask its creator for a"
            + " new handle.");
  }

  /** What another process opens this memory by. */
  public SharedHandle handle() {
    return handle;
  }

  /** The size in bytes. */
  public long bytes() {
    return handle.bytes();
  }

  /** Who keeps the memory in being. */
  public Lease lease() {
    return lease;
  }

  /** All of it as bytes. */
  public SharedBytes asBytes() {
    return new SharedBytes(part(0, bytes(), Byte.BYTES));
  }

  /** All of it as {@code int}s. */
  public SharedInts ints() {
    return ints(0, bytes() / Integer.BYTES);
  }

  /** {@code length} ints from a byte offset on, a multiple of 4. */
  public SharedInts ints(long offset, long length) {
    return new SharedInts(part(offset, length, Integer.BYTES));
  }

  /** All of it as {@code long}s. */
  public SharedLongs longs() {
    return longs(0, bytes() / Long.BYTES);
  }

  /** {@code length} longs from a byte offset on, a multiple of 8. */
  public SharedLongs longs(long offset, long length) {
    return new SharedLongs(part(offset, length, Long.BYTES));
  }

  /** All of it as {@code float}s. */
  public SharedFloats floats() {
    return floats(0, bytes() / Float.BYTES);
  }

  /** {@code length} floats from a byte offset on, a multiple of 4. */
  public SharedFloats floats(long offset, long length) {
    return new SharedFloats(part(offset, length, Float.BYTES));
  }

  /** All of it as {@code double}s. */
  public SharedDoubles doubles() {
    return doubles(0, bytes() / Double.BYTES);
  }

  /** {@code length} doubles from a byte offset on, a multiple of 8. */
  public SharedDoubles doubles(long offset, long length) {
    return new SharedDoubles(part(offset, length, Double.BYTES));
  }

  private MemorySegment part(long offset, long length, int size) {
    if (closed.get()) {
      throw new IllegalStateException("memory: closed (expected: open)");
    }
    if (offset < 0 || offset % size != 0) {
      throw new IllegalArgumentException(
          "offset: " + offset + " (expected: a multiple of " + size + ", >= 0)");
    }
    if (length < 0 || length > (bytes() - offset) / size) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: 0 <= length <= " + (bytes() - offset) / size + ")");
    }
    return content.asSlice(offset, length * size);
  }

  /** Unmaps the memory here, and in its creator removes the file. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      KEPT.remove(handle, this);
      try {
        arena.close();
      } finally {
        owned.ifPresent(OwnedFile::delete);
      }
    }
  }
}
