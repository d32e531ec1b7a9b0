package httpwire.examples;

import httpwire.Request;
import httpwire.client.HttpClient;
import httpwire.download.Digest;
import httpwire.download.DownloadOptions;
import httpwire.download.Downloaded;
import java.io.IOException;
import java.nio.file.Path;

/** How do I download a large file over a bad line, and know that it is the right one? */
public final class JavaVerifiedDownload {
  private JavaVerifiedDownload() {}

  /** The file, which is there only if it has this digest. Called again, it goes on. */
  public static Downloaded download(HttpClient client, String url, Path target, String sha256)
      throws IOException {
    // region verified-download
    DownloadOptions options = DownloadOptions.DEFAULT.withDigest(Digest.sha256(sha256));
    Downloaded done = client.download(Request.get(url), target, options);
    // endregion
    return done;
  }
}
