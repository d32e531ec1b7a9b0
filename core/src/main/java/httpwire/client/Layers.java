package httpwire.client;

import httpwire.Request;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of one call, outermost first. A request goes down through them ({@link #begin}), and
 * what came of it goes up ({@link #received}, {@link #failed}), until a layer sends one more
 * request, which goes down from there, or the outermost one is done with a {@link #response}. One
 * thread at a time.
 */
final class Layers {
  /** Does what a layer asks for, before the layer's request goes further in. */
  interface Turns {
    /**
     * A layer sends one more request.
     *
     * @param unwanted the response that it does not go on with; null if there is none
     * @param failure what it does not go on with; null if there was a response
     */
    void again(Next next, @Nullable HttpResponse unwanted, @Nullable IOException failure)
        throws IOException;
  }

  private final List<Step> steps;
  private final Turns turns;

  /** For each layer the request that it has sent further in. */
  private final Request[] sent;

  private Request request;
  private @Nullable HttpResponse response;

  Layers(List<Step> steps, Request request, Turns turns) {
    this.steps = steps;
    this.turns = turns;
    this.sent = new Request[steps.size()];
    this.request = request;
  }

  /** What is to be sent, as the layers have made it; meaningless once there is a response. */
  Request request() {
    return request;
  }

  /** What the call is done with; null if {@link #request} is to be sent. */
  @Nullable HttpResponse response() {
    return response;
  }

  /** The request of the call goes through all layers. */
  void begin() throws IOException {
    down(0, request);
  }

  /** The innermost layer gets the response to {@link #request}. */
  void received(HttpResponse received) throws IOException {
    up(steps.size() - 1, received);
  }

  /** The innermost layer gets the failure of {@link #request}. */
  void failed(IOException failure) throws IOException {
    upFailed(steps.size() - 1, failure);
  }

  /** From the layer {@code level} on further in. */
  private void down(int level, Request given) throws IOException {
    Request current = given;
    for (int i = level; i < steps.size(); i++) {
      Next next = steps.get(i).before(current);
      HttpResponse own = next.getResponse();
      if (own != null) {
        up(i - 1, own);
        return;
      }
      current = requestOf(next);
      sent[i] = current;
    }
    request = current;
  }

  /** A response goes through the layer {@code level} and those further out. */
  private void up(int level, HttpResponse received) throws IOException {
    HttpResponse current = received;
    for (int i = level; i >= 0; i--) {
      Next next;
      boolean isUnderstood = false;
      try {
        next = steps.get(i).after(sent[i], current);
        isUnderstood = true;
      } catch (IOException e) {
        current.close();
        upFailed(i - 1, e);
        return;
      } finally {
        if (!isUnderstood) current.close();
      }
      HttpResponse changed = next.getResponse();
      if (changed == null) {
        again(i, next, current, null);
        return;
      }
      current = changed;
    }
    response = current;
  }

  /** A failure goes through the layer {@code level} and those further out. */
  private void upFailed(int level, IOException thrown) throws IOException {
    IOException failure = thrown;
    for (int i = level; i >= 0; i--) {
      Next next;
      try {
        next = steps.get(i).failed(sent[i], failure);
      } catch (IOException e) {
        failure = e;
        continue;
      }
      HttpResponse instead = next.getResponse();
      if (instead != null) up(i - 1, instead);
      else again(i, next, null, failure);
      return;
    }
    throw failure;
  }

  /** One more request, from inside the layer {@code level}. */
  private void again(
      int level, Next next, @Nullable HttpResponse unwanted, @Nullable IOException failure)
      throws IOException {
    turns.again(next, unwanted, failure);
    Request more = requestOf(next);
    sent[level] = more;
    down(level + 1, more);
  }

  private static Request requestOf(Next next) {
    Request request = next.getRequest();
    if (request == null) throw new IllegalStateException("neither response nor request");
    return request;
  }
}
