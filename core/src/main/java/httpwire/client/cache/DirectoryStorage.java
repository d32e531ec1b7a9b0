package httpwire.client.cache;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.FileSystem;
import okio.Okio;
import okio.Path;
import okio.Sink;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses in the files of a folder: for each entry one with its body and one with its head.
 *
 * <ol>
 *   <li>the body is written to a file {@code .tmp}, which becomes {@code .body}
 *   <li>the head, which has the length and the checksum of the body, is written to a file {@code
 *       .new}, which becomes {@code .head}: from then on the entry is there
 * </ol>
 *
 * <p>So a process can end at any moment: what it leaves is whole, or is removed when the folder is
 * opened again. Which entries were used last is written when the storage is closed; after a crash
 * the time of their heads stands for it.
 */
final class DirectoryStorage implements CacheStorage {
  private static final String LOCK = "lock";
  private static final String ORDER = "order";
  private static final Pattern OURS =
      Pattern.compile("[0-9a-f]{32}-[0-9a-f]{16}(-[0-9a-f]{16})?\\.(head|body|tmp|new)");
  private static final int KEY_DIGITS = 32;
  private static final int ID_BYTES = 8;

  /** A body up to this length is checked before it is first given out. */
  private static final long MAX_CHECKED_BYTES = 16L << 20;

  private final Folder folder;
  private final FolderLock lock;
  private final LruIndex<FileEntry> index;
  private final SecureRandom random = new SecureRandom();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** Files that are open, on a system that does not remove those. */
  private final Set<String> undeleted = new HashSet<>();

  private DirectoryStorage(Folder folder, FolderLock lock, long maxBytes) {
    this.folder = folder;
    this.lock = lock;
    this.index = new LruIndex<>(maxBytes);
  }

  /** Takes the folder, and finds what is in it. */
  static DirectoryStorage open(FileSystem fileSystem, Path path, long maxBytes) throws IOException {
    Folder folder = new Folder(fileSystem, path);
    folder.create();
    FolderLock lock = folder.lock(LOCK);
    boolean isOpen = false;
    try {
      DirectoryStorage storage = new DirectoryStorage(folder, lock, maxBytes);
      storage.load();
      isOpen = true;
      return storage;
    } finally {
      if (!isOpen) lock.close();
    }
  }

  // 1. What is there.

  private void load() throws IOException {
    Map<String, Integer> order = order();
    List<Loaded> loaded = new ArrayList<>();
    Set<String> names = new HashSet<>(folder.names());
    for (String name : names) {
      if (!OURS.matcher(name).matches()) continue;
      Loaded entry = name.endsWith(".head") ? loaded(name, names, order) : null;
      if (entry != null) loaded.add(entry);
      else if (!isBodyOf(name, names)) delete(name);
    }
    loaded.sort(Comparator.comparingInt(Loaded::rank).thenComparingLong(Loaded::writtenMillis));
    for (Loaded one : loaded) drop(index.add(one.entry.keyDigest(), one.entry, one.byteCount));
  }

  private record Loaded(FileEntry entry, long byteCount, int rank, long writtenMillis) {}

  private @Nullable Loaded loaded(String name, Set<String> names, Map<String, Integer> order)
      throws IOException {
    FileEntry entry = new FileEntry(name.substring(0, name.length() - ".head".length()));
    if (!names.contains(entry.body())) return null;
    long byteCount = folder.byteCount(name) + folder.byteCount(entry.body());
    int rank = order.getOrDefault(entry.name, Integer.MAX_VALUE);
    return new Loaded(entry, byteCount, rank, folder.writtenMillis(name));
  }

  private static boolean isBodyOf(String name, Set<String> names) {
    return name.endsWith(".body") && names.contains(name.replace(".body", ".head"));
  }

  private Map<String, Integer> order() {
    Map<String, Integer> order = new HashMap<>();
    try (BufferedSource file = Okio.buffer(folder.read(ORDER))) {
      for (String name = file.readUtf8Line(); name != null; name = file.readUtf8Line()) {
        order.put(name, order.size());
      }
    } catch (IOException e) {
      // There is none, or it can't be read: the times of the files do as well.
    }
    return order;
  }

  private void writeOrder() throws IOException {
    StringBuilder order = new StringBuilder();
    for (FileEntry entry : index.all()) order.append(entry.name).append('\n');
    folder.replace(ORDER, ORDER + ".new", ByteString.encodeUtf8(order.toString()));
  }

  private void requireOpen() throws IOException {
    if (isClosed.get()) throw new IOException("the cache was closed");
  }

  // 2. Entries.

  @Override
  public List<Entry> find(String key) throws IOException {
    requireOpen();
    List<Entry> found = new ArrayList<>();
    for (FileEntry entry : index.find(digest(key))) {
      EntryRecord record = record(entry);
      if (record == null) drop(entry);
      else if (record.key().equals(key)) found.add(new OpenEntry(entry, record));
    }
    return found;
  }

  private @Nullable EntryRecord record(FileEntry entry) {
    try (BufferedSource file = Okio.buffer(folder.read(entry.head()))) {
      if (file.request(EntryRecord.MAX_BYTES)) return null;
      return EntryRecord.read(file.readByteString());
    } catch (IOException e) {
      return null;
    }
  }

  private static String digest(String key) {
    return ByteString.encodeUtf8(key).sha256().hex().substring(0, KEY_DIGITS);
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return ByteString.of(id).hex();
  }

  @Override
  public Draft write(String key, ByteString head) throws IOException {
    requireOpen();
    return new FileDraft(key, head);
  }

  @Override
  public void remove(String key) throws IOException {
    for (Entry entry : find(key)) entry.remove();
  }

  @Override
  public void clear() throws IOException {
    requireOpen();
    for (FileEntry entry : index.all()) drop(entry);
  }

  private void drop(List<FileEntry> entries) {
    for (FileEntry entry : entries) delete(entry);
  }

  private void drop(FileEntry entry) {
    if (index.remove(entry)) delete(entry);
  }

  /** The head first, so that there is never one without its body. */
  private void delete(FileEntry entry) {
    delete(entry.head());
    delete(entry.body());
  }

  private void delete(String name) {
    boolean isGone = folder.delete(name) || !exists(name);
    synchronized (undeleted) {
      undeleted.removeIf(folder::delete);
      if (!isGone) undeleted.add(name);
    }
  }

  private boolean exists(String name) {
    try {
      return folder.byteCount(name) >= 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public long byteCount() {
    return index.byteCount();
  }

  @Override
  public int entryCount() {
    return index.entryCount();
  }

  @Override
  public long evictedCount() {
    return index.evictedCount();
  }

  @Override
  public long maxEntryBytes() {
    return index.maxBytes();
  }

  @Override
  public void close() throws IOException {
    if (!isClosed.compareAndSet(false, true)) return;
    try {
      synchronized (undeleted) {
        undeleted.removeIf(folder::delete);
      }
      writeOrder();
    } finally {
      lock.close();
    }
  }

  /** The files of an entry, by identity. */
  private static final class FileEntry {
    private final String name;
    private volatile boolean isChecked;

    FileEntry(String name) {
      this.name = name;
    }

    String keyDigest() {
      return name.substring(0, KEY_DIGITS);
    }

    String head() {
      return name + ".head";
    }

    String body() {
      return name + ".body";
    }
  }

  /** An entry as it was when it was found. */
  private final class OpenEntry implements Entry {
    private final FileEntry files;
    private final EntryRecord record;

    OpenEntry(FileEntry files, EntryRecord record) {
      this.files = files;
      this.record = record;
    }

    @Override
    public ByteString head() {
      return record.head();
    }

    @Override
    public long bodyByteCount() {
      return record.bodyByteCount();
    }

    @Override
    public Source openBody(long from) throws IOException {
      requireOpen();
      if (folder.byteCount(files.body()) != bodyByteCount()) {
        remove();
        throw new IOException("a stored body is cut off or gone");
      }
      index.used(files);
      if (!files.isChecked && bodyByteCount() <= MAX_CHECKED_BYTES) check();
      boolean isWhole = from == 0;
      Integer crc = isWhole && !files.isChecked ? record.bodyCrc() : null;
      Source file = folder.read(files.body(), from);
      return new CheckedBody(file, bodyByteCount() - from, crc, this::remove);
    }

    private void check() throws IOException {
      Integer crc = record.bodyCrc();
      Source file = folder.read(files.body(), 0);
      try (BufferedSource all =
          Okio.buffer(new CheckedBody(file, bodyByteCount(), crc, this::remove))) {
        all.readAll(Okio.blackhole());
      }
      files.isChecked = true;
    }

    @Override
    public void replaceHead(ByteString head) throws IOException {
      requireOpen();
      if (!index.contains(files)) return;
      EntryRecord replaced =
          new EntryRecord(record.key(), head, record.bodyByteCount(), record.bodyCrc());
      ByteString bytes = replaced.write();
      folder.replace(files.head(), files.name + "-" + newId() + ".new", bytes);
      drop(index.resize(files, bytes.size() + bodyByteCount()));
      // Removed in the meantime, by somebody who did not see the new file.
      if (!index.contains(files)) delete(files);
    }

    @Override
    public void remove() {
      drop(files);
    }
  }

  private final class FileDraft implements Draft {
    private final String key;
    private final ByteString head;
    private final FileEntry files;
    private final BodyCheck check = new BodyCheck();
    private final Sink body;
    private boolean isEnded;

    FileDraft(String key, ByteString head) throws IOException {
      this.key = key;
      this.head = head;
      this.files = new FileEntry(digest(key) + "-" + newId());
      this.body = folder.create(temporary());
    }

    private String temporary() {
      return files.name + ".tmp";
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      if (isEnded) throw new IOException("the entry was ended");
      Buffer piece = new Buffer();
      piece.write(source, byteCount);
      check.update(piece, byteCount);
      if (check.byteCount() > maxEntryBytes()) throw new IOException("the body is too long");
      body.write(piece, byteCount);
    }

    @Override
    public void commit() throws IOException {
      requireOpen();
      if (isEnded) return;
      body.close();
      isEnded = true;
      boolean isStored = false;
      try {
        isStored = store();
      } finally {
        if (!isStored) clean();
      }
    }

    private boolean store() throws IOException {
      EntryRecord record = new EntryRecord(key, head, check.byteCount(), check.crc());
      ByteString bytes = record.write();
      if (bytes.size() >= EntryRecord.MAX_BYTES) throw new IOException("the head is too long");
      folder.move(temporary(), files.body());
      folder.replace(files.head(), files.name + ".new", bytes);
      files.isChecked = true;
      drop(index.add(files.keyDigest(), files, bytes.size() + check.byteCount()));
      return true;
    }

    @Override
    public void close() throws IOException {
      if (isEnded) return;
      isEnded = true;
      try {
        body.close();
      } finally {
        clean();
      }
    }

    private void clean() {
      folder.delete(temporary());
      DirectoryStorage.this.delete(files);
    }
  }
}
