package httpwire.bench.server;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;

/** The process of {@link ServerMain}, from outside. */
public final class OwnServers implements Closeable {
  private final Process process;
  private final BufferedReader answers;
  private final int[] ports;

  public OwnServers(List<String> javaCommand) throws IOException {
    List<String> command = new java.util.ArrayList<>(javaCommand);
    command.add(ServerMain.class.getName());
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers = new BufferedReader(new InputStreamReader(process.getInputStream()));
    ports = numbers(answers.readLine());
  }

  private static int[] numbers(String line) throws IOException {
    if (line == null) throw new IOException("our own servers do not run");
    return java.util.Arrays.stream(line.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  /**
   * Where it listens.
   *
   * @param server {@link ServerMain#FIELDS} or one of those after it
   */
  public int port(int server) {
    return ports[server];
  }

  /** Where the slow server listens for the {@code i}th process. */
  public int slowPort(int i) {
    return ports[ServerMain.COUNT + i % SlowServer.PORTS];
  }

  /** What it has seen so far. */
  public Counts counts(int server) throws IOException {
    process.getOutputStream().write((server + "\n").getBytes());
    process.getOutputStream().flush();
    int[] numbers = numbers(answers.readLine());
    return new Counts(numbers[0], numbers[1]);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
