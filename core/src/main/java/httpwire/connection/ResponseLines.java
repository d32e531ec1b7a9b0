package httpwire.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The lines of a response, each read when the iterator is asked for it. */
final class ResponseLines implements Iterable<ByteString> {
  private final HttpResponse response;

  ResponseLines(HttpResponse response) {
    this.response = response;
  }

  @Override
  public Iterator<ByteString> iterator() {
    return new Lines();
  }

  private final class Lines implements Iterator<ByteString> {
    private @Nullable ByteString next;

    @Override
    public boolean hasNext() {
      if (next == null) next = line();
      return next.size() > 0;
    }

    @Override
    public ByteString next() {
      if (!hasNext() || next == null) throw new NoSuchElementException();
      ByteString line = next;
      next = null;
      return line;
    }

    private ByteString line() {
      try {
        return response.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
