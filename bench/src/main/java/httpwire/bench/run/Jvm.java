package httpwire.bench.run;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the bench's own Java processes. */
record Jvm(String java, List<String> classPath, List<String> extraFlags) {
  /** The same for all: a heap that does not grow, and a collector without threads of its own. */
  private static final List<String> STEADY_FLAGS =
      List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

  static Jvm ofThisProcess(List<String> extraFlags) {
    String home = System.getProperty("java.home");
    String path = System.getProperty("bench.classpath", System.getProperty("java.class.path"));
    return new Jvm(home + "/bin/java", List.of(path.split(File.pathSeparator)), extraFlags);
  }

  /** For the servers: everything is on their class path. */
  List<String> server() {
    return new ArrayList<>(
        List.of(java, "-Xmx512m", "-cp", String.join(File.pathSeparator, classPath)));
  }

  /** For a client that is measured over long. */
  List<String> steady(ClientKind client, String mainClass) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(STEADY_FLAGS);
    command.addAll(extraFlags);
    command.addAll(List.of("-cp", classPathOf(client), mainClass));
    return command;
  }

  /** For a client that is measured from its start; the JVM's own choices. */
  List<String> cold(ClientKind client, List<String> flags, String mainClass) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(flags);
    command.addAll(extraFlags);
    command.addAll(List.of("-cp", classPathOf(client), mainClass));
    return command;
  }

  /** The bench's own classes come first, then what the client needs and nothing else. */
  private String classPathOf(ClientKind client) {
    List<String> path = new ArrayList<>();
    for (String entry : classPath) {
      String name = new File(entry).getName();
      if (entry.equals(classPath.get(0)) || isOneOf(name, client.libraries)) path.add(entry);
    }
    return String.join(File.pathSeparator, path);
  }

  private static boolean isOneOf(String name, String[] prefixes) {
    for (String prefix : prefixes) if (name.startsWith(prefix)) return true;
    return false;
  }
}
