package httpwire.client.hsts;

import httpwire.internal.PrivateFile;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/**
 * A store whose hosts are in a file, which only its owner can read, since it shows which hosts were
 * visited. The file is read when the store is made ({@link HstsStore#file}), and written by {@link
 * #flush} and {@link #close} only.
 */
public final class FileHstsStore implements HstsStore, Flushable, Closeable {
  private final Path file;
  private final HstsStore store;
  private final List<Integer> damaged;

  /**
   * Held while the file is written, so that the last writer writes the latest hosts; it does not
   * guard the hosts.
   */
  private final Object writing = new Object();

  private FileHstsStore(Path file, HstsStore store, List<Integer> damaged) {
    this.file = file;
    this.store = store;
    this.damaged = damaged;
  }

  static FileHstsStore open(Path file) throws IOException {
    HstsFile read = HstsFile.read(file);
    HstsStore store = new MemoryHstsStore();
    for (HstsEntry entry : read.entries) store.put(entry);
    return new FileHstsStore(file, store, List.copyOf(read.damaged));
  }

  /**
   * The numbers of the file's lines that were not hosts, from 1. {@link #flush} leaves them out.
   */
  public List<Integer> getDamagedLines() {
    return damaged;
  }

  /**
   * Writes the hosts to the file, whose content is the old or the new one as a whole at every
   * moment. Blocks.
   *
   * @throws FileSystemException if it cannot be written; the file is as it was before, and this can
   *     be called again
   */
  @Override
  public void flush() throws FileSystemException {
    synchronized (writing) {
      List<HstsEntry> entries = store.list();
      PrivateFile.replace(file, sink -> HstsFile.write(sink, entries));
    }
  }

  /** The same as {@link #flush}. May be called any number of times; the store can be used on. */
  @Override
  public void close() throws FileSystemException {
    flush();
  }

  @Override
  public void note(String host, String field) {
    store.note(host, field);
  }

  @Override
  public boolean isKnown(String host) {
    return store.isKnown(host);
  }

  @Override
  public List<HstsEntry> list() {
    return store.list();
  }

  @Override
  public void put(HstsEntry entry) {
    store.put(entry);
  }

  @Override
  public boolean remove(String host) {
    return store.remove(host);
  }

  @Override
  public void clear() {
    store.clear();
  }
}
