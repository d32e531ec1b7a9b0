package httpwire.bench.server;

import httpwire.bench.client.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.tls.HeldCertificate;

/** nginx out of a folder: files in clear and over TLS, with a throw-away certificate. */
public final class Nginx implements Closeable {
  private static final Pattern TOTALS = Pattern.compile("\\n *(\\d+) +\\d+ +(\\d+)");

  private final Path folder;
  private final Process process;
  private final int port = freePort();
  private final int securePort = freePort();

  public Nginx(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    writeFiles();
    process =
        new ProcessBuilder("nginx", "-c", folder + "/nginx.conf", "-e", folder + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.log").toFile())
            .start();
    awaitListening();
  }

  public int port() {
    return port;
  }

  public int securePort() {
    return securePort;
  }

  /** Of the TLS server, as PEM. */
  public Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private void writeFiles() throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("localhost")
            .build();
    Files.writeString(certificate(), certificate.certificatePem());
    Files.writeString(folder.resolve("key.pem"), certificate.privateKeyPkcs8Pem());
    Path root = Files.createDirectories(folder.resolve("www"));
    Files.write(root.resolve("small"), Content.small());
    try (OutputStream large = Files.newOutputStream(root.resolve("large"))) {
      byte[] block = Content.block();
      for (long n = 0; n < Content.LARGE_BYTES; n += block.length) large.write(block);
    }
    Files.writeString(folder.resolve("nginx.conf"), configuration());
  }

  /** One process, so that ending it ends all of nginx, and as whoever runs the bench. */
  private String configuration() {
    return """
        daemon off;
        master_process off;
        pid FOLDER/nginx.pid;
        error_log FOLDER/error.log;
        events { worker_connections 15000; }
        http {
          access_log off;
          client_body_temp_path FOLDER/body;
          proxy_temp_path FOLDER/proxy;
          fastcgi_temp_path FOLDER/fastcgi;
          uwsgi_temp_path FOLDER/uwsgi;
          scgi_temp_path FOLDER/scgi;
          default_type text/plain;
          sendfile on;
          tcp_nopush on;
          open_file_cache max=16;
          keepalive_requests 1000000000;
          keepalive_timeout 3600;
          server {
            listen 127.0.0.1:PLAIN;
            listen 127.0.0.1:SECURE ssl;
            ssl_certificate FOLDER/certificate.pem;
            ssl_certificate_key FOLDER/key.pem;
            root FOLDER/www;
            location = /status { stub_status; }
          }
        }
        """
        .replace("FOLDER", folder.toString())
        .replace("PLAIN", Integer.toString(port))
        .replace("SECURE", Integer.toString(securePort));
  }

  private void awaitListening() throws IOException, InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) break;
      try (Socket probe = new Socket("127.0.0.1", port)) {
        return;
      } catch (ConnectException e) {
        continue;
      }
    }
    throw new IOException("nginx does not run: " + Files.readString(folder.resolve("error.log")));
  }

  /** Connections and requests so far; asking is one of each, and is not counted. */
  public synchronized Counts counts() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = "GET /status HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      Matcher totals = TOTALS.matcher(answer);
      if (!totals.find()) throw new IOException("nginx has no stub_status: " + answer);
      asked++;
      return new Counts(
          Long.parseLong(totals.group(1)) - asked, Long.parseLong(totals.group(2)) - asked);
    }
  }

  private long asked;

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }
}
