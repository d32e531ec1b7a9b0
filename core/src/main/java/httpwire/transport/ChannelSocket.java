package httpwire.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import okio.Buffer;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;

/**
 * A connected {@link SocketChannel}, blocking, as an Okio socket that moves many segments with one
 * system call. Reading and writing may run in two threads. A timeout closes the channel: what the
 * interrupted call did is unknown, so nothing more can be said on this connection.
 */
final class ChannelSocket implements Socket {
  /** The most that one system call moves: eight segments. */
  private static final int MAX_SEGMENTS = 8;

  private static final int SEGMENT_BYTES = 8192;

  /** Less free room than this at a buffer's tail is not worth a system call of its own. */
  private static final int MIN_ROOM_BYTES = 512;

  private final SocketChannel channel;
  private final Source source;
  private final Sink sink;

  ChannelSocket(SocketChannel channel) {
    this.channel = channel;
    this.source = new ChannelSource();
    this.sink = new ChannelSink();
  }

  @Override
  public Source getSource() {
    return source;
  }

  @Override
  public Sink getSink() {
    return sink;
  }

  @Override
  public void cancel() {
    try {
      channel.close();
    } catch (IOException e) {
      // Released all the same, and whoever is blocked on it gets an exception of its own.
      return;
    }
  }

  /** See {@link Transport#isReadable}; a byte that is there is lost. */
  boolean isReadable() {
    try {
      channel.configureBlocking(false);
      int byteCount = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return byteCount != 0;
    } catch (IOException broken) {
      return true;
    }
  }

  private final class ChannelSource implements Source {
    private final Timeout timeout = new Timeout();
    private final Watch watch = new Watch(Watchdog.SHARED, ChannelSocket.this::cancel);
    private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();

    /** Grows while the peer fills all there is, so that a small answer takes one segment only. */
    private int segmentCount = 1;

    /** Reads what is there, up to eight segments and beyond {@code byteCount}. */
    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long size = sink.size();
      ByteBuffer[] room = makeRoom(sink);
      long read = 0;
      try {
        watch.begin(timeout);
        read = channel.read(room, 0, room.length);
      } finally {
        giveBackRoom(sink, size + Math.max(0, read));
        watch.end();
      }
      adapt(read, room);
      return read;
    }

    private ByteBuffer[] makeRoom(Buffer sink) {
      ByteBuffer[] room = new ByteBuffer[segmentCount];
      try (Buffer.UnsafeCursor end = sink.readAndWriteUnsafe(cursor)) {
        for (int i = 0; i < room.length; i++) {
          int byteCount = (int) end.expandBuffer(i == 0 ? MIN_ROOM_BYTES : SEGMENT_BYTES);
          room[i] = ByteBuffer.wrap(end.data, end.start, byteCount);
        }
      }
      return room;
    }

    private void giveBackRoom(Buffer sink, long size) {
      try (Buffer.UnsafeCursor end = sink.readAndWriteUnsafe(cursor)) {
        end.resizeBuffer(size);
      }
    }

    private void adapt(long read, ByteBuffer[] room) {
      boolean wasFilled = !room[room.length - 1].hasRemaining();
      if (wasFilled) segmentCount = Math.min(MAX_SEGMENTS, segmentCount * 2);
      else if (read < SEGMENT_BYTES) segmentCount = 1;
    }

    @Override
    public Timeout timeout() {
      return timeout;
    }

    @Override
    public void close() throws IOException {
      watch.retire();
      channel.close();
    }
  }

  private final class ChannelSink implements Sink {
    private final Timeout timeout = new Timeout();
    private final Watch watch = new Watch(Watchdog.SHARED, ChannelSocket.this::cancel);
    private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      long remaining = byteCount;
      while (remaining > 0) {
        ByteBuffer[] segments = segments(source, remaining);
        long written = 0;
        try {
          watch.begin(timeout);
          written = channel.write(segments, 0, segments.length);
        } finally {
          source.skip(written);
          watch.end();
        }
        remaining -= written;
      }
    }

    /** Views of the first segments of {@code source}, {@code byteCount} bytes at most. */
    private ByteBuffer[] segments(Buffer source, long byteCount) {
      try (Buffer.UnsafeCursor segment = source.readUnsafe(cursor)) {
        ByteBuffer[] views = new ByteBuffer[segmentCount(segment, byteCount)];
        segment.seek(0);
        long remaining = byteCount;
        for (int i = 0; i < views.length; i++) {
          int length = (int) Math.min(remaining, segment.end - segment.start);
          views[i] = ByteBuffer.wrap(segment.data, segment.start, length);
          remaining -= length;
          segment.next();
        }
        return views;
      }
    }

    private int segmentCount(Buffer.UnsafeCursor segment, long byteCount) {
      int count = 0;
      long covered = 0;
      segment.seek(0);
      while (covered < byteCount && count < MAX_SEGMENTS) {
        covered += segment.end - segment.start;
        count++;
        segment.next();
      }
      return count;
    }

    @Override
    public void flush() {}

    @Override
    public Timeout timeout() {
      return timeout;
    }

    @Override
    public void close() throws IOException {
      watch.retire();
      channel.close();
    }
  }
}
