package httpwire.coroutines

import httpwire.coroutines.internal.Bridge
import httpwire.coroutines.internal.Turn
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger

class LaunchEndTest :
    FunSpec({
        test("F49: whoever is cancelled with the turn that a launched call has left cuts nothing") {
            val bridge = Bridge(Dispatchers.IO, Turn())
            val cuts = AtomicInteger()
            val isWaiting = CountDownLatch(1)
            // Unconfined: the thread that releases the turn goes on with whoever waits for it.
            val caller = CoroutineScope(Dispatchers.Unconfined).launch {
                bridge.launch({ cuts.incrementAndGet() }, {}, { true }, { isWaiting.await() }, {})
                launch { isWaiting.countDown() }
                bridge.here {}
                cancel()
            }
            caller.join()
            caller.isCancelled shouldBe true
            cuts.get() shouldBe 0
        }
    })
