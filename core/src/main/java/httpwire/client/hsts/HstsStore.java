package httpwire.client.hsts;

import httpwire.HttpUrl;
import httpwire.Origin;
import httpwire.call.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which hosts are asked over TLS only, RFC 6797: those that said so in a response over TLS, and
 * those that are {@link #put} here. Several clients can share one. The stores that are made here
 * keep 10,000 hosts, and are safe for use by several threads, as any store must be.
 */
public interface HstsStore {
  /** A new store that keeps hosts in memory only. */
  static HstsStore inMemory() {
    return new MemoryHstsStore();
  }

  /**
   * A store with the hosts of {@code file}, to which they are written by {@link
   * FileHstsStore#flush}. The file need not exist. Its form is that of curl's {@code --hsts}.
   * Blocks.
   *
   * @throws IOException if the file cannot be read; a damaged line is skipped instead
   */
  static FileHstsStore file(Path file) throws IOException {
    return FileHstsStore.open(file);
  }

  /**
   * Takes the Strict-Transport-Security field of a response that came over TLS without any error:
   * RFC 6797 §8.1.
   *
   * @param host of the URL; nothing is remembered for an address
   * @param field the first of them in the response; ignored if it is not as §6.1 says
   */
  void note(String host, String field);

  /** Whether {@code host} is asked over TLS only, or all below a host above it: RFC 6797 §8.2. */
  boolean isKnown(String host);

  /** All hosts that are remembered, in the order in which they were last noted. */
  List<HstsEntry> list();

  /** Adds a host of the caller's, in place of what there was of it. */
  void put(HstsEntry entry);

  /**
   * Forgets a host.
   *
   * @return whether it was remembered
   */
  boolean remove(String host);

  /** Forgets all hosts. */
  void clear();

  /**
   * The URL that is asked in place of {@code url}: with https if the host is known, and with port
   * 443 in place of 80; any other port stays. RFC 6797 §8.3.
   */
  static HttpUrl upgrade(HstsStore store, HttpUrl url) {
    Origin origin = url.origin();
    if (origin.isSecure() || origin.isAddress() || !store.isKnown(origin.host())) return url;
    int port = origin.port() == Origin.HTTP_PORT ? Origin.HTTPS_PORT : origin.port();
    return new HttpUrl(new Origin("https", origin.host(), port), url.target());
  }

  /**
   * The layer, for one call.
   *
   * @param isTrusted whether certificates are checked; if not, nothing that a host says is stored
   */
  static Step newStep(HstsStore store, boolean isTrusted) {
    return new HstsStep(store, isTrusted);
  }
}
