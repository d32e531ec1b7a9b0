package httpwire.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import httpwire.HttpException.Cancelled;
import httpwire.download.DownloadFileException.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The files of a download: {@code NAME.part} next to the target, which becomes the target when it
 * is whole, and {@code NAME.part.state}, which says what the part is a part of. The state is on the
 * disk before the first byte of the part; without a valid one a part is of no use. Whoever has the
 * part open has it alone, in this process and in others, as far as the file system has locks.
 *
 * <p>Every method blocks, and throws {@link DownloadFileException}; or {@link Cancelled} if the
 * thread is interrupted, which closes the files. One thread at a time, but for {@link #close}.
 */
final class PartFile implements Closeable {
  private static final int BLOCK_BYTES = 64 << 10;

  /** No state of ours is longer; a server's entity tag is bounded by the limits of a head. */
  private static final long MAX_STATE_BYTES = 1 << 20;

  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final Path target;
  private final Path part;
  private final Path side;
  private final FileChannel channel;
  private boolean isClosed;

  private PartFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.side = part.resolveSibling(part.getFileName() + ".state");
    this.channel = channel;
  }

  /** Opens the part of {@code target}, or begins one. */
  static PartFile open(Path target) throws IOException {
    try {
      Path whole = requireFile(target);
      Path part = whole.resolveSibling(whole.getFileName() + ".part");
      if (!IN_USE.add(part)) throw inUse(target);
      boolean isOpen = false;
      try {
        PartFile file = new PartFile(whole, part, locked(target, part));
        isOpen = true;
        return file;
      } finally {
        if (!isOpen) IN_USE.remove(part);
      }
    } catch (IOException e) {
      throw failure(target, e);
    } catch (UnsupportedOperationException e) {
      throw DownloadFileException.of(target, e);
    }
  }

  /** What a call of the file system has thrown, as the caller gets it. */
  private static IOException failure(Path file, IOException cause) {
    return cause instanceof ClosedByInterruptException
        ? new Cancelled("the thread was interrupted while the file was used", cause)
        : DownloadFileException.of(file, cause);
  }

  /** The target's path by which two names of one file are found to be one. */
  private static Path requireFile(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new DownloadFileException(target, Problem.IS_FOLDER, "is a folder, not a file");
    }
    Path absolute = target.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      throw new DownloadFileException(target, Problem.NO_FOLDER, "there is no folder for it");
    }
    return folder.toRealPath().resolve(name);
  }

  private static DownloadFileException inUse(Path target) {
    return new DownloadFileException(target, Problem.IN_USE, "another download has this target");
  }

  private static FileChannel locked(Path target, Path part) throws IOException {
    requireRegular(part);
    FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            NOFOLLOW_LINKS);
    boolean isOurs = false;
    try {
      // The other one may have made the target of what was opened here; then its name is gone.
      isOurs = hasLocked(channel) && Files.exists(part) && Files.size(part) == channel.size();
    } finally {
      if (!isOurs) channel.close();
    }
    if (!isOurs) throw inUse(target);
    return channel;
  }

  /** Whoever can write to the folder may have put a link there, or a pipe, which would block. */
  private static void requireRegular(Path part) throws DownloadFileException {
    boolean isOther = Files.exists(part, NOFOLLOW_LINKS) && !isRegular(part);
    if (isOther) throw new DownloadFileException(part, Problem.OTHER, "is not a regular file");
  }

  private static boolean isRegular(Path file) {
    return Files.isRegularFile(file, NOFOLLOW_LINKS);
  }

  private static boolean hasLocked(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException noLocksHere) {
      return true; // Some network file systems have none.
    }
  }

  // 1. The state.

  /** What the part is part of; null if that is not known. */
  @Nullable PartState readState() throws IOException {
    try {
      if (!isRegular(side) || Files.size(side) > MAX_STATE_BYTES) return null;
      return PartState.parse(new String(Files.readAllBytes(side), UTF_8));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failure(side, e);
    }
  }

  /**
   * Begins anew. The part is empty before the state speaks of it, and after the old one is gone.
   */
  void begin(@Nullable PartState state) throws IOException {
    try {
      Files.deleteIfExists(side);
      channel.truncate(0);
      if (state != null) writeState(state);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private void writeState(PartState state) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            side, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS)) {
      writeAll(file, ByteBuffer.wrap(state.encoded().getBytes(UTF_8)), 0);
      file.force(true);
    }
  }

  // 2. The bytes.

  long size() throws IOException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Writes at {@code position}, which is the end of the part. */
  void write(ByteString piece, long position) throws IOException {
    try {
      writeAll(channel, piece.asByteBuffer(), position);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static void writeAll(FileChannel file, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) at += file.write(bytes, at);
  }

  /** Removes the bytes from {@code position} on. */
  void truncate(long position) throws IOException {
    try {
      channel.truncate(position);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** The digest of the bytes from {@code from} to the end of the part. */
  ByteString digest(Digest expected, long from) throws IOException {
    MessageDigest computation = expected.newComputation();
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    try {
      for (long at = from; channel.read(block, at) > 0; block.clear()) {
        at += block.position();
        computation.update(block.flip());
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
    return ByteString.of(computation.digest());
  }

  // 3. The end.

  /** Makes the target of the part. All of it is on the disk before it has the target's name. */
  void complete() throws IOException {
    try {
      channel.force(true);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(side);
    } catch (IOException e) {
      throw failure(target, e);
    }
    forceFolder();
  }

  /** Not every system can open a folder, and the file is there in any case. */
  private void forceFolder() {
    Path folder = target.getParent();
    if (folder == null) return;
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    } catch (IOException unsupported) {
      return;
    }
  }

  /** Leaves the part for a later run. An interrupted thread does not wait for the disk. */
  void keep() throws IOException {
    try {
      if (channel.isOpen()) channel.force(true);
    } catch (ClosedByInterruptException e) {
      return;
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Removes part and state. */
  void discard() throws IOException {
    try {
      Files.deleteIfExists(side);
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Lets others have the part. May be called any number of times. */
  @Override
  public void close() throws DownloadFileException {
    if (isClosed) return;
    isClosed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw DownloadFileException.of(target, e);
    } finally {
      IN_USE.remove(part);
    }
  }
}
