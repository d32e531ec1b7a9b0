package httpwire.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.internal.syntax.PercentCoding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes fields, cookies and parameters as HAR's arrays of names and values. */
final class HarFields {
  private final JsonWriter json;
  private final boolean showsSecrets;
  private final Set<String> secretNames;

  HarFields(JsonWriter json, boolean showsSecrets, Set<String> secretNames) {
    this.json = json;
    this.showsSecrets = showsSecrets;
    this.secretNames = secretNames;
  }

  /** The value of a field, or what stands for it. */
  String shown(String name, String value) {
    return showsSecrets ? value : RedactedHead.value(name, value, secretNames);
  }

  void headers(List<Map.Entry<String, String>> fields) throws IOException {
    json.name("headers");
    array(fields);
  }

  void array(List<Map.Entry<String, String>> fields) throws IOException {
    json.beginArray();
    for (Map.Entry<String, String> field : fields) {
      pair(field.getKey(), shown(field.getKey(), field.getValue()));
    }
    json.endArray();
  }

  /** None of them unless secrets are shown. */
  void cookies(HarHead head, String fieldName) throws IOException {
    json.name("cookies").beginArray();
    for (Map.Entry<String, String> field : head.fields()) {
      if (showsSecrets && field.getKey().equalsIgnoreCase(fieldName)) cookies(field);
    }
    json.endArray();
  }

  /** Cookie has several, Set-Cookie one with attributes. */
  private void cookies(Map.Entry<String, String> field) throws IOException {
    boolean isOne = field.getKey().equalsIgnoreCase("Set-Cookie");
    for (String part : field.getValue().split(";", isOne ? 2 : 0)) {
      int equals = part.indexOf('=');
      if (equals > 0) pair(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      if (isOne) return;
    }
  }

  void queryString(String url) throws IOException {
    json.name("queryString").beginArray();
    int fragment = url.indexOf('#');
    String whole = fragment < 0 ? url : url.substring(0, fragment);
    int from = whole.indexOf('?') + 1;
    if (from > 0 && from < whole.length()) parameters(whole.substring(from));
    json.endArray();
  }

  private void parameters(String query) throws IOException {
    for (String parameter : query.split("&", 0)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      pair(decoded(name), equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
    }
  }

  private static String decoded(String text) {
    byte[] bytes = PercentCoding.decode(text.replace('+', ' '));
    return bytes == null ? text : new String(bytes, UTF_8);
  }

  private void pair(String name, String value) throws IOException {
    json.beginObject().name("name").value(name).name("value").value(value).endObject();
  }
}
