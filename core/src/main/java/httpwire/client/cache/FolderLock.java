package httpwire.client.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import okio.FileSystem;
import okio.Path;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a folder alone, in this process and among all processes of this machine. It ends
 * with the process, however that ends.
 */
final class FolderLock implements Closeable {
  private static final Set<Place> HELD = new HashSet<>();

  private final Place place;
  private final @Nullable FileChannel channel;
  private final AtomicBoolean isHeld = new AtomicBoolean(true);

  /** Opens the file that is locked. */
  interface Opener {
    FileChannel open() throws IOException;
  }

  private record Place(FileSystem fileSystem, Path path) {}

  private FolderLock(Place place, @Nullable FileChannel channel) {
    this.place = place;
    this.channel = channel;
  }

  /**
   * @param file is locked among processes; null if other processes can't use the folder
   * @throws IOException if somebody has the lock
   */
  static FolderLock of(FileSystem fileSystem, Path path, @Nullable Opener file) throws IOException {
    Place place = new Place(fileSystem, path);
    synchronized (HELD) {
      if (!HELD.add(place)) {
        throw new IOException("the folder " + path + " is used by another cache of this process");
      }
    }
    boolean isLocked = false;
    try {
      FileChannel channel = file == null ? null : locked(path, file.open());
      isLocked = true;
      return new FolderLock(place, channel);
    } finally {
      if (!isLocked) release(place);
    }
  }

  private static FileChannel locked(Path path, FileChannel channel) throws IOException {
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another class loader of this process has it.
    } finally {
      if (!isLocked) channel.close();
    }
    if (isLocked) return channel;
    throw new IOException("the folder " + path + " is used by the cache of another process");
  }

  private static void release(Place place) {
    synchronized (HELD) {
      HELD.remove(place);
    }
  }

  /** May be called any number of times. */
  @Override
  public void close() throws IOException {
    if (!isHeld.compareAndSet(true, false)) return;
    try {
      if (channel != null) channel.close();
    } finally {
      release(place);
    }
  }
}
