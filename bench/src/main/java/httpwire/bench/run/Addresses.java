package httpwire.bench.run;

import java.nio.file.Path;

/** Where the servers are, and the folder of the run. Travels to the workers as words. */
record Addresses(Path folder, int[] ports) {
  static Addresses parse(String[] words) {
    String[] numbers = words[1].split(",");
    int[] ports = new int[numbers.length];
    for (int i = 0; i < ports.length; i++) ports[i] = Integer.parseInt(numbers[i]);
    return new Addresses(Path.of(words[0]), ports);
  }

  String[] words() {
    StringBuilder numbers = new StringBuilder();
    for (int port : ports) numbers.append(numbers.length() == 0 ? "" : ",").append(port);
    return new String[] {folder.toString(), numbers.toString()};
  }

  int port(Site site) {
    return ports[site.ordinal()];
  }

  Path certificate() {
    return folder.resolve("nginx").resolve("certificate.pem");
  }

  Path largeFile() {
    return folder.resolve("nginx").resolve("www").resolve("large");
  }
}
