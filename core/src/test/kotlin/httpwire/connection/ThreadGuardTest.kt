package httpwire.connection

import httpwire.state.ConnectionEvent
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlin.concurrent.thread

class ThreadGuardTest : FunSpec({
    test("what waits for the guard to be free is run after a close that another thread wanted, too") {
        val seen = mutableListOf<String>()
        val guards = mutableListOf<ThreadGuard>()
        val guard = ThreadGuard {
            seen += "closed"
            guards.single().runWhenFree { seen += "followed" }
        }
        guards += guard
        guard.enter(ConnectionEvent.RESPONSE_FINISHED).use {
            thread { guard.closeNowOrLater() shouldBe false }.join()
        }
        seen shouldContainExactly listOf("closed", "followed")
    }

    test("what waits for the guard to be free is run although the close that another thread wanted throws") {
        val seen = mutableListOf<String>()
        val guard = ThreadGuard { throw Exception("own") }
        shouldThrow<Exception> {
            guard.enter(ConnectionEvent.RESPONSE_FINISHED).use {
                guard.runWhenFree { seen += "followed" }
                thread { guard.closeNowOrLater() shouldBe false }.join()
            }
        }.message shouldBe "own"
        seen shouldContainExactly listOf("followed")
    }
})
