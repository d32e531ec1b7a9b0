package httpwire.bench.run;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Worker} from outside. Between its turns it is stopped: some clients' threads, and the
 * compiler's, go on for a while, and would take from the one whose turn it is.
 */
final class WorkerProcess implements Closeable {
  private static final int ANSWER_WITHIN_SECONDS = 60;
  private static final String GONE = "failed the process ended";

  private final Process process;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  WorkerProcess(List<String> command, Path errors) throws IOException {
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    Files.writeString(
        errors.resolveSibling("pids"),
        process.pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    Thread reader = new Thread(this::readAnswers, "answers");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAnswers() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) answers.add(line);
    } catch (IOException e) {
      answers.add("failed " + e);
    }
    answers.add(GONE);
  }

  void warm(long millis) throws Unmeasured, IOException, InterruptedException {
    ask("warm " + millis);
  }

  Measurement run(long millis) throws Unmeasured, IOException, InterruptedException {
    return Measurement.ofLine(ask("run " + millis).substring("done ".length()));
  }

  private String ask(String command) throws Unmeasured, IOException, InterruptedException {
    signal("-CONT");
    try {
      return answerTo(command);
    } finally {
      signal("-STOP");
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    if (!process.isAlive()) return;
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  private String answerTo(String command) throws Unmeasured, IOException, InterruptedException {
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new Unmeasured("failed: it ended", e);
    }
    String answer = answers.poll(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    if (answer == null) throw new Unmeasured("failed: no answer");
    if (answer.startsWith("ready") || answer.startsWith("done ")) return answer;
    throw new Unmeasured(
        answer.replaceFirst("not-offered ", "").replaceFirst("failed ", "failed: "));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
