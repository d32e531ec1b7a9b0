package httpwire.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.internal.syntax.HostSyntax;
import httpwire.trace.HarBody.Decoded;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Writes one entry of a HAR 1.2 file. What HAR has no place for begins with an underscore. */
final class HarEntryWriter {
  private static final HarHead NO_HEAD = new HarHead("", List.of(), -1);

  private final JsonWriter json;
  private final WallClock clock;
  private final boolean showsSecrets;
  private final HarFields fields;

  HarEntryWriter(Buffer text, WallClock clock, boolean showsSecrets, Set<String> secretNames) {
    this.json = new JsonWriter(text);
    this.clock = clock;
    this.showsSecrets = showsSecrets;
    this.fields = new HarFields(json, showsSecrets, secretNames);
  }

  void write(HarEntry entry) throws IOException {
    json.beginObject();
    json.name("startedDateTime").value(clock.at(entry.times.startNanos()).toString());
    entry.times.writeTo(json);
    request(entry);
    response(entry);
    json.name("cache").beginObject().endObject();
    connection(entry);
    circumstances(entry);
    json.endObject();
  }

  // 1. The request.

  private void request(HarEntry entry) throws IOException {
    HarHead head = entry.sentHead == null ? NO_HEAD : entry.sentHead;
    String url = showsSecrets ? entry.url : RedactedHead.url(entry.url);
    json.name("request").beginObject();
    json.name("method").value(entry.method);
    json.name("url").value(url);
    json.name("httpVersion").value(head.version());
    fields.cookies(head, "Cookie");
    fields.headers(head.fields());
    fields.queryString(url);
    if (entry.sentBodyByteCount > 0) postData(entry, head);
    json.name("headersSize").value(head.byteCount());
    json.name("bodySize").value(entry.sentBodyByteCount);
    json.endObject();
  }

  private void postData(HarEntry entry, HarHead head) throws IOException {
    String type = head.get("Content-Type", "");
    HarBody body = entry.sentBody;
    json.name("postData").beginObject().name("mimeType").value(type);
    text(head.isChunked() ? body.withoutChunks() : body.bytes(), body.isCut(), type, "_encoding");
    if (body.isCut()) json.name("_isCut").value(true);
    json.endObject();
  }

  // 2. The response.

  private void response(HarEntry entry) throws IOException {
    HarHead head = entry.receivedHead == null ? NO_HEAD : entry.receivedHead;
    boolean isBegun = entry.receivedHead != null;
    json.name("response").beginObject();
    json.name("status").value(entry.status);
    json.name("statusText").value(entry.reason);
    json.name("httpVersion").value(head.version());
    fields.cookies(head, "Set-Cookie");
    fields.headers(head.fields());
    content(entry, head);
    json.name("redirectURL").value(fields.shown("Location", head.get("Location", "")));
    json.name("headersSize").value(head.byteCount());
    json.name("bodySize").value(isBegun ? entry.receivedBody.byteCount() : -1);
    json.endObject();
  }

  private void content(HarEntry entry, HarHead head) throws IOException {
    HarBody body = entry.receivedBody;
    Decoded decoded = decoded(head, body);
    String type = head.get("Content-Type", "");
    json.name("content").beginObject();
    size(body, decoded);
    json.name("mimeType").value(type);
    if (decoded != null) text(decoded.bytes(), !decoded.isWhole(), type, "encoding");
    else if (body.byteCount() > 0) text(body.bytes(), body.isCut(), type, "encoding");
    json.endObject();
  }

  private void size(HarBody body, @Nullable Decoded decoded) throws IOException {
    if (decoded != null && decoded.isWhole()) {
      json.name("size").value(decoded.bytes().size());
      json.name("compression").value(decoded.bytes().size() - body.byteCount());
      return;
    }
    json.name("size").value(body.byteCount());
    if (decoded != null || body.isCut()) json.name("_isCut").value(true);
  }

  /** HAR has the content without its coding; other codings than gzip stay. */
  private static @Nullable Decoded decoded(HarHead head, HarBody body) {
    return head.get("Content-Encoding", "").equalsIgnoreCase("gzip") ? body.gunzipped() : null;
  }

  /** Text, or anything else in base64. */
  private void text(ByteString bytes, boolean isCut, String type, String encodingName)
      throws IOException {
    String text = HarBody.text(bytes, charset(type), isCut);
    json.name("text").value(text == null ? bytes.base64() : shownText(text, type));
    if (text == null) json.name(encodingName).value("base64");
  }

  private static Charset charset(String type) {
    Charset named = Headers.of("Content-Type", type).charset();
    return named == null ? UTF_8 : named;
  }

  private String shownText(String text, String type) {
    boolean isForm = type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    return showsSecrets || !isForm ? text : RedactedHead.url("?" + text).substring(1);
  }

  // 3. What is around them.

  private void connection(HarEntry entry) throws IOException {
    HarEntry.Server server = entry.server;
    if (server == null) return;
    String host = server.address == null ? null : address(server.address);
    if (host != null) json.name("serverIPAddress").value(host);
    json.name("connection").value(Long.toString(server.number));
  }

  /** Without port and brackets; null if it is not an IP address, but the path of a socket. */
  private static @Nullable String address(String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? address : address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
    int slash = host.indexOf('/');
    String literal = slash < 0 ? host : host.substring(slash + 1);
    return HostSyntax.isAddress(literal) ? literal : null;
  }

  private void circumstances(HarEntry entry) throws IOException {
    json.name("_exchange").value(entry.number);
    json.name("_delivery").value(entry.delivery());
    json.name("_isComplete").value(entry.isComplete);
    if (entry.reasons != null) reasons(entry.reasons);
    if (!entry.interims.isEmpty()) interims(entry.interims);
    if (!entry.trailers.isEmpty()) {
      json.name("_trailers");
      fields.array(entry.trailers.toList());
    }
  }

  private void reasons(Set<CloseReason> reasons) throws IOException {
    json.name("_closeReasons").beginArray();
    for (CloseReason reason : new TreeSet<>(reasons)) json.value(reason.toString());
    json.endArray();
  }

  private void interims(List<HarEntry.Interim> interims) throws IOException {
    json.name("_interimResponses").beginArray();
    for (HarEntry.Interim interim : interims) {
      json.beginObject().name("status").value(interim.status());
      json.name("statusText").value(interim.reason());
      fields.headers(interim.headers().toList());
      json.endObject();
    }
    json.endArray();
  }
}
