package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import httpwire.internal.wire.SegmentReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import okio.Buffer;
import okio.Sink;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connected {@link SocketChannel}, blocking, as an Okio socket that moves many segments with one
 * system call. Reading and writing may run in two threads. A timeout closes the channel: how much
 * the interrupted call has moved is unknown, so the connection is of no further use.
 */
final class ChannelSocket implements okio.Socket, Pollable, Runnable {
  /** The most that one system call reads: eight segments. */
  private static final int MAX_SEGMENTS = 8;

  /** The most that one system call writes: twice as much, so that a chunk and its framing fit. */
  private static final int MAX_WRITTEN_SEGMENTS = 16;

  private static final int SEGMENT_BYTES = 8192;

  /** Less room than this at a buffer's tail is not worth a system call. */
  private static final int MIN_ROOM_BYTES = 512;

  /** More in one array than this, and the JDK would take as much memory again outside the heap. */
  private static final int MAX_ARRAY_BYTES = 128 << 10;

  /** How much of a file the kernel sends within one write timeout. */
  private static final int MAX_FILE_BYTES = 256 << 10;

  /** How much of a file is copied to wait for room in the send buffer. */
  private static final int MAX_COPIED_BYTES = 16 << 10;

  /** How many reads of a connection are bounded by the socket's own timer. */
  private static final int FIRST_READS = 4;

  /** The most that each of these first reads takes. */
  private static final int FIRST_BLOCK_BYTES = 1 << 10;

  /** What fits the send buffer of a new connection does not wait, and need not be watched. */
  private static final int UNWATCHED_BYTES = 8 << 10;

  /** What fits into one packet on any path: at least 536 bytes do over IPv4 (RFC 9293 §3.7.1). */
  private static final int ONE_PACKET_BYTES = 512;

  private final SocketChannel channel;
  private final boolean isTcp;
  private final ChannelSource source;
  private final ChannelSink sink;
  private final Halves halves = new Halves();
  private volatile boolean isSendingFile;
  private long fileByteCount;

  /** Over TCP. */
  ChannelSocket(SocketChannel channel) {
    this(channel, true);
  }

  /** A Unix domain socket, which has neither TCP's options nor a timer of its own. */
  static ChannelSocket ofUnix(SocketChannel channel) {
    return new ChannelSocket(channel, false);
  }

  private ChannelSocket(SocketChannel channel, boolean isTcp) {
    this.channel = channel;
    this.isTcp = isTcp;
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
      if (isSendingFile) channel.shutdownOutput();
      channel.close();
    } catch (IOException e) {
      // Released all the same, and whoever is blocked on it gets an exception of its own.
      return;
    }
  }

  /** See {@link Transport#cutOutput}. */
  void cutOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException alreadyClosed) {
      // Whoever writes has an exception of its own.
      return;
    }
  }

  /** See {@link Transport#getLocalAddress}. */
  @Nullable InetSocketAddress localAddress() {
    try {
      return channel.getLocalAddress() instanceof InetSocketAddress address ? address : null;
    } catch (IOException closed) {
      return null;
    }
  }

  /** Called by the watchdog when an operation is overdue. */
  @Override
  public void run() {
    cancel();
  }

  /** Closes both directions. */
  void close() throws IOException {
    source.watch.retire();
    sink.watch.retire();
    channel.close();
  }

  @Override
  public Arrival poll(Buffer sink, Duration atMost) {
    int millis = Watch.millis(atMost);
    try {
      long read = millis == 0 ? source.readNow(sink) : source.readWithin(sink, millis);
      if (read == 0) return Arrival.NOTHING;
      return read < 0 ? Arrival.END : Arrival.BYTES;
    } catch (IOException broken) {
      // It may not block any more, as whoever reads it next expects.
      cancel();
      return Arrival.END;
    }
  }

  /** See {@link ArrayReads}. */
  int read(byte[] sink, int offset, int byteCount) throws IOException {
    return source.read(ByteBuffer.wrap(sink, offset, Math.min(byteCount, MAX_ARRAY_BYTES)));
  }

  /**
   * Sends the next bytes of {@code parts}, {@code byteCount} in all, waiting only if the network
   * takes none.
   *
   * @return how many, at least one
   */
  long write(ByteBuffer[] parts, long byteCount) throws IOException {
    return sink.writeSome(parts, byteCount);
  }

  /**
   * Sends the next bytes of a file, waiting only if the network takes none.
   *
   * @return how many, at least one; 0 if {@code position} is the file's end or beyond
   */
  long write(FileChannel file, long position, long byteCount) throws IOException {
    long sent = sink.send(file, position, Math.min(MAX_FILE_BYTES, byteCount));
    return sent > 0 ? sent : sink.copy(file, position, byteCount);
  }

  /**
   * The bytes of files that the network took so far, those of a write that failed too. For the
   * thread that writes.
   */
  long fileByteCount() {
    return fileByteCount;
  }

  private final class ChannelSource implements Source {
    private final Timeout timeout = new Timeout();
    private final Watch watch = new Watch(Watchdog.SHARED, ChannelSocket.this);
    private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
    private final SegmentView view = new SegmentView();

    /**
     * A view of its own, for polls: a poll comes while a request's head holds the segment that
     * reads get from Okio's pool, so that it reads into another one.
     */
    private final SegmentView pollView = new SegmentView();

    private int firstReads = isTcp ? FIRST_READS : 0;

    /** Grows while the peer fills all there is, so that a small answer takes one segment only. */
    private int segmentCount = 1;

    /** Whether the last read took as much as it could, so that there is probably more. */
    private boolean wasFilled;

    /** Reads what is there, up to eight segments and beyond {@code byteCount}. */
    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      if (firstReads > 0) return readFirst(sink);
      return segmentCount == 1 ? readSegment(sink, view, true) : readSegments(sink, true);
    }

    /** Waits with a small array and not with a segment, since thousands may wait at once. */
    private long readFirst(Buffer sink) throws IOException {
      byte[] block = new byte[FIRST_BLOCK_BYTES];
      return append(block, read(ByteBuffer.wrap(block)), sink);
    }

    private int append(byte[] block, int byteCount, Buffer sink) throws IOException {
      if (byteCount <= 0) return byteCount;
      long size = sink.size();
      try (Buffer.UnsafeCursor end = SegmentReader.writing(sink, cursor)) {
        end.expandBuffer(byteCount);
        System.arraycopy(block, 0, end.data, end.start, byteCount);
        end.resizeBuffer(size + byteCount);
      }
      return byteCount;
    }

    /** Reads what is there without waiting; 0 if nothing is. */
    long readNow(Buffer sink) throws IOException {
      channel.configureBlocking(false);
      try {
        if (wasFilled && segmentCount > 1) return readSegments(sink, false);
        long read = readSegment(sink, pollView, false);
        // Where a segment is full, there is more.
        return read < SEGMENT_BYTES ? read : read + Math.max(0, readSegments(sink, false));
      } finally {
        channel.configureBlocking(true);
      }
    }

    /** Waits at most so long; 0 if nothing came. Unlike a read that times out, closes nothing. */
    long readWithin(Buffer sink, int millis) throws IOException {
      if (!isTcp) return new ReadyWait(channel).await(millis) ? readNow(sink) : 0;
      byte[] block = new byte[FIRST_BLOCK_BYTES];
      try {
        return append(block, readTimed(ByteBuffer.wrap(block), millis), sink);
      } catch (SocketTimeoutException nothing) {
        return 0;
      }
    }

    private long readSegment(Buffer sink, SegmentView view, boolean isWatched) throws IOException {
      long size = sink.size();
      int read = 0;
      try (Buffer.UnsafeCursor end = SegmentReader.writing(sink, cursor)) {
        int room = (int) end.expandBuffer(MIN_ROOM_BYTES);
        ByteBuffer segment = view.of(end.data, end.start, room);
        try {
          read = isWatched ? read(segment) : channel.read(segment);
        } finally {
          end.resizeBuffer(size + Math.max(0, read));
        }
        wasFilled = read == room;
        if (wasFilled) segmentCount = Math.max(2, segmentCount);
      }
      return read;
    }

    private long readSegments(Buffer sink, boolean isWatched) throws IOException {
      long size = sink.size();
      ByteBuffer[] room = new ByteBuffer[segmentCount];
      long read = 0;
      try (Buffer.UnsafeCursor end = SegmentReader.writing(sink, cursor)) {
        for (int i = 0; i < room.length; i++) {
          int byteCount = (int) end.expandBuffer(i == 0 ? MIN_ROOM_BYTES : SEGMENT_BYTES);
          room[i] = ByteBuffer.wrap(end.data, end.start, byteCount);
        }
        try {
          read = isWatched ? read(room) : channel.read(room);
        } finally {
          end.resizeBuffer(size + Math.max(0, read));
        }
      }
      // A poll that found nothing says nothing of how much comes at once.
      if (read > 0) adapt(read, room);
      else wasFilled = false;
      return read;
    }

    private void adapt(long read, ByteBuffer[] room) {
      wasFilled = !room[room.length - 1].hasRemaining();
      if (wasFilled) segmentCount = Math.min(MAX_SEGMENTS, segmentCount * 2);
      else if (read < SEGMENT_BYTES) segmentCount = 1;
    }

    int read(ByteBuffer room) throws IOException {
      if (firstReads > 0 && room.hasArray()) {
        firstReads--;
        return readTimed(room);
      }
      try {
        watch.begin(timeout);
        return channel.read(room);
      } finally {
        watch.end();
      }
    }

    /** Bounded by the socket's own timeout: dearer, but a short life needs no watchdog then. */
    private int readTimed(ByteBuffer room) throws IOException {
      int millis = Watch.millis(timeout);
      try {
        return readTimed(room, millis);
      } catch (SocketTimeoutException e) {
        cancel();
        throw e;
      }
    }

    /**
     * @param millis 0 for ever
     */
    private int readTimed(ByteBuffer room, int millis) throws IOException {
      Socket socket = channel.socket();
      socket.setSoTimeout(millis);
      int offset = room.arrayOffset() + room.position();
      int read = socket.getInputStream().read(room.array(), offset, room.remaining());
      if (read > 0) room.position(room.position() + read);
      return read;
    }

    private long read(ByteBuffer[] room) throws IOException {
      try {
        watch.begin(timeout);
        return channel.read(room, 0, room.length);
      } finally {
        watch.end();
      }
    }

    @Override
    public Timeout timeout() {
      return timeout;
    }

    @Override
    public void close() throws IOException {
      watch.retire();
      switch (halves.closeSource()) {
        case NOTHING -> {}
        case THIS_HALF -> shutdownInput();
        case SOCKET -> channel.close();
      }
    }

    private void shutdownInput() throws IOException {
      if (channel.isOpen()) channel.shutdownInput();
    }
  }

  private final class ChannelSink implements Sink {
    private long unwatchedByteCount;
    private boolean hasWritten;
    private boolean isUndelayed;
    private final Timeout timeout = new Timeout();
    private final Watch watch = new Watch(Watchdog.SHARED, ChannelSocket.this);
    private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
    private final SegmentView view = new SegmentView();

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      long remaining = byteCount;
      while (remaining > 0) {
        long written = 0;
        try {
          bound(remaining);
          written = writeSome(source, remaining);
        } finally {
          source.skip(written);
          watch.end();
        }
        remaining -= written;
      }
    }

    private void bound(long byteCount) throws IOException {
      unwatchedByteCount = Math.min(Integer.MAX_VALUE, unwatchedByteCount + byteCount);
      if (unwatchedByteCount > UNWATCHED_BYTES) watch.begin(timeout);
      else Watch.requireTime(timeout);
      beginUndelayed(byteCount);
    }

    /**
     * Sees to it that this write does not wait until the peer has acknowledged earlier ones
     * (TCP_NODELAY). A first one that fits into a packet does not wait anyway; so a connection for
     * one small request needs neither the system call nor the dozen classes that the JDK loads for
     * it.
     */
    private void beginUndelayed(long byteCount) throws IOException {
      boolean waits = hasWritten || byteCount > ONE_PACKET_BYTES;
      if (waits && !isUndelayed && isTcp) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        isUndelayed = true;
      }
      hasWritten = true;
    }

    private long writeSome(Buffer source, long byteCount) throws IOException {
      ByteBuffer first = null;
      try (Buffer.UnsafeCursor segment = SegmentReader.reading(source, cursor)) {
        int length = segment.next();
        if (length >= byteCount) {
          first = view.of(segment.data, segment.start, (int) byteCount);
        }
      }
      if (first != null) return channel.write(first);
      ByteBuffer[] segments = segments(source, byteCount);
      return channel.write(segments, 0, segments.length);
    }

    long writeSome(ByteBuffer[] parts, long byteCount) throws IOException {
      try {
        bound(byteCount);
        return channel.write(parts);
      } finally {
        watch.end();
      }
    }

    /** On JDK 17 closing the channel does not end the kernel's sending; shutting it down does. */
    long send(FileChannel file, long position, long byteCount) throws IOException {
      isSendingFile = true;
      long sent = 0;
      try {
        watch.begin(timeout);
        beginUndelayed(byteCount);
        sent = file.transferTo(position, byteCount, channel);
      } finally {
        isSendingFile = false;
        fileByteCount += sent;
        watch.end();
      }
      return sent;
    }

    /**
     * For when the kernel has taken nothing: because the file has ended, or because the channel
     * does not block inside, which is so in a virtual thread, and while another thread is in a read
     * that the socket's timer bounds. A write waits for room all the same.
     */
    long copy(FileChannel file, long position, long byteCount) throws IOException {
      ByteBuffer block = ByteBuffer.allocate((int) Math.min(MAX_COPIED_BYTES, byteCount));
      if (file.read(block, position) <= 0) return 0;
      int copied = 0;
      try {
        watch.begin(timeout);
        beginUndelayed(byteCount);
        copied = channel.write(block.flip());
      } finally {
        fileByteCount += copied;
        watch.end();
      }
      return copied;
    }

    /** Views of the first segments of {@code source}, {@code byteCount} bytes at most. */
    private ByteBuffer[] segments(Buffer source, long byteCount) {
      try (Buffer.UnsafeCursor segment = SegmentReader.reading(source, cursor)) {
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
      while (covered < byteCount && count < MAX_WRITTEN_SEGMENTS) {
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
      switch (halves.closeSink()) {
        case NOTHING -> {}
        case THIS_HALF -> shutdownOutput();
        case SOCKET -> channel.close();
      }
    }

    private void shutdownOutput() throws IOException {
      if (channel.isOpen()) channel.shutdownOutput();
    }
  }

  /** A view of a part of a segment, made anew only for another segment. */
  private static final class SegmentView {
    private ByteBuffer view = ByteBuffer.allocate(0);

    @SuppressWarnings("ReferenceEquality") // The same segment, whatever is in it.
    ByteBuffer of(byte[] segment, int offset, int byteCount) {
      if (view.array() != segment) view = ByteBuffer.wrap(segment);
      return view.limit(offset + byteCount).position(offset);
    }
  }
}
