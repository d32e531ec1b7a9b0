package httpwire.testing.junit;

import httpwire.testing.AnsweringPeer;
import httpwire.testing.Peers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Gives the methods of a test, its {@code @BeforeEach} included, an {@link AnsweringPeer} or {@link
 * Peers}, and closes them after the test, when {@code @AfterEach} has been run. A test has one of
 * each, however often it asks.
 *
 * <pre>{@code
 * @ExtendWith(PeerExtension.class)
 * class UsersTest {
 *   @Test
 *   void noUsers(AnsweringPeer peer) {
 *     peer.on("GET /users").reply(200, "[]");
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>If an expectation of a peer was not met, the test fails with the peer's words; what the test
 * itself threw is suppressed in them, as {@code Peer.verify} has it.
 */
@SuppressWarnings("exports") // JUnit is there for those who use this class.
public final class PeerExtension
    implements ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler,
        AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PeerExtension.class);

  /** What one test has. Not the peers themselves: JUnit closes what is stored, on its own. */
  private static final class OfTest {
    private final Peers peers = new Peers();
    private @Nullable AnsweringPeer answering;

    AnsweringPeer answering() {
      AnsweringPeer peer = answering;
      if (peer == null) {
        peer = peers.answering();
        answering = peer;
      }
      return peer;
    }
  }

  /** For JUnit. */
  public PeerExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    boolean isPeer = type == AnsweringPeer.class || type == Peers.class;
    return isPeer && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    OfTest own =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(OfTest.class, key -> new OfTest(), OfTest.class);
    return parameter.getParameter().getType() == Peers.class ? own.peers : own.answering();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    rethrow(context, thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    rethrow(context, thrown);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    OfTest own = context.getStore(NAMESPACE).get(OfTest.class, OfTest.class);
    if (own != null) {
      own.peers.close();
    }
  }

  /** Throws what was thrown, or what the peers have to say of it. */
  private static void rethrow(ExtensionContext context, Throwable thrown) throws Throwable {
    OfTest own = context.getStore(NAMESPACE).get(OfTest.class, OfTest.class);
    if (own == null) {
      throw thrown;
    }
    if (thrown instanceof TestAbortedException) {
      own.peers.abandon();
      throw thrown;
    }
    own.peers.verify(() -> raise(thrown));
  }

  private static Object raise(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }
}
