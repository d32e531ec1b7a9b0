package httpwire.bench.run;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of the bench's own Java processes.
 *
 * @param classPath the first entry is the folder of the bench's own classes
 * @param jar the same classes as a jar
 */
record Jvm(String java, List<String> classPath, String jar, List<String> extraFlags) {
  /** The same for all: a heap that does not grow, and a collector without threads of its own. */
  private static final List<String> STEADY_FLAGS =
      List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

  static Jvm ofThisProcess(List<String> extraFlags) {
    String home = System.getProperty("java.home");
    String path = System.getProperty("bench.classpath", System.getProperty("java.class.path"));
    String jar = System.getProperty("bench.jar", "");
    return new Jvm(home + "/bin/java", List.of(path.split(File.pathSeparator)), jar, extraFlags);
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
    return cold(flags, classPathOf(client), mainClass);
  }

  /** The same with the bench's own classes in a jar: the JVM archives no classes of a folder. */
  List<String> coldFromJars(ClientKind client, List<String> flags, String mainClass) {
    String path = classPathOf(client).replaceFirst("^[^" + File.pathSeparator + "]*", jar);
    return cold(flags, path, mainClass);
  }

  private List<String> cold(List<String> flags, String path, String mainClass) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(flags);
    command.addAll(extraFlags);
    command.addAll(List.of("-cp", path, mainClass));
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
