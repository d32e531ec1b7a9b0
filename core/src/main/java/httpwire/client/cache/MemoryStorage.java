package httpwire.client.cache;

import java.io.IOException;
import java.util.List;
import okio.Buffer;
import okio.ByteString;
import okio.Source;
import okio.Timeout;

/** Keeps responses in memory, those that were used last. */
final class MemoryStorage extends IndexedStorage<MemoryStorage.MemoryEntry> {
  /** What an entry takes beside its bytes, about. */
  private static final int OVERHEAD_BYTES = 256;

  private static final long BLOCK_BYTES = 8 << 10;

  MemoryStorage(long maxBytes) {
    super(new LruIndex<>(maxBytes));
  }

  @Override
  public List<Entry> find(String key) {
    return List.copyOf(index().find(key));
  }

  @Override
  public Draft write(String key, ByteString head) {
    return new MemoryDraft(key, head);
  }

  @Override
  public void remove(String key) {
    for (MemoryEntry entry : index().find(key)) index().remove(entry);
  }

  @Override
  public void clear() {
    for (MemoryEntry entry : index().all()) index().remove(entry);
  }

  @Override
  public boolean isBlocking() {
    return false;
  }

  @Override
  public void close() {
    clear();
  }

  final class MemoryEntry implements Entry {
    private final String key;
    private final ByteString body;
    private volatile ByteString head;

    MemoryEntry(String key, ByteString head, ByteString body) {
      this.key = key;
      this.head = head;
      this.body = body;
    }

    long byteCount() {
      return (long) OVERHEAD_BYTES + key.length() + head.size() + body.size();
    }

    @Override
    public ByteString head() {
      return head;
    }

    @Override
    public long bodyByteCount() {
      return body.size();
    }

    @Override
    public Source openBody(long from) {
      index().used(this);
      return new Bytes(body, (int) from);
    }

    @Override
    public void replaceHead(ByteString replacement) {
      // The last head is the one that is counted.
      synchronized (index()) {
        head = replacement;
        index().resize(this, byteCount());
      }
    }

    @Override
    public void remove() {
      index().remove(this);
    }
  }

  private final class MemoryDraft implements Draft {
    private final String key;
    private final ByteString head;
    private final Buffer body = new Buffer();
    private boolean isEnded;

    MemoryDraft(String key, ByteString head) {
      this.key = key;
      this.head = head;
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      if (isEnded) throw new IOException("the entry was ended");
      if (body.size() + byteCount > maxEntryBytes()) throw new IOException("the body is too long");
      body.write(source, byteCount);
    }

    @Override
    public void commit() {
      if (isEnded) return;
      isEnded = true;
      MemoryEntry entry = new MemoryEntry(key, head, body.readByteString());
      index().add(key, entry, entry.byteCount());
    }

    @Override
    public void close() {
      isEnded = true;
      body.clear();
    }
  }

  /** Reads a part at a time, so that a long body is not copied for each reader at once. */
  private static final class Bytes implements Source {
    private final ByteString bytes;
    private int at;

    Bytes(ByteString bytes, int from) {
      this.bytes = bytes;
      this.at = from;
    }

    @Override
    public long read(Buffer sink, long byteCount) {
      if (at >= bytes.size()) return -1;
      int count = (int) Math.min(Math.min(byteCount, BLOCK_BYTES), bytes.size() - at);
      sink.write(bytes, at, count);
      at += count;
      return count;
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {}
  }
}
