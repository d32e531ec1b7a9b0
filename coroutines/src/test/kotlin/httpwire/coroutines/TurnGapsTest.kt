package httpwire.coroutines

import httpwire.coroutines.internal.Turn
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import kotlin.coroutines.CoroutineContext

/** Dispatches what came so far when it is told to, in the calling thread. */
private class ByHand : CoroutineDispatcher() {
    private val waiting = ArrayDeque<Runnable>()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        waiting += block
    }

    fun dispatchAll() {
        while (true) waiting.removeFirstOrNull()?.run() ?: return
    }
}

/** What can happen while one call has the turn and another one waits for it. */
private enum class Gap { RELEASE, DISPATCH, CANCEL, ABANDON }

private fun orders(of: List<Gap>): List<List<Gap>> =
    if (of.isEmpty()) listOf(listOf()) else of.flatMap { first -> orders(of - first).map { listOf(first) + it } }

private class Scene {
    private val turn = Turn()
    private val dispatcher = ByHand()
    private var isTaken = turn.tryTake()
    private var isClosed = false
    private val waiting: Job = CoroutineScope(dispatcher).launch(start = CoroutineStart.UNDISPATCHED) {
        turn.take()
        turn.release()
    }

    fun play(gap: Gap) = when (gap) {
        Gap.RELEASE -> turn.release()
        Gap.DISPATCH -> dispatcher.dispatchAll()
        Gap.CANCEL -> waiting.cancel()
        Gap.ABANDON -> turn.abandon({}) { isClosed = true }
    }

    fun requireClosed() {
        isTaken shouldBe true
        dispatcher.dispatchAll()
        waiting.isCompleted shouldBe true
        isClosed shouldBe true
        turn.tryTake() shouldBe true
    }
}

/** A call waits for the turn and is cancelled in every gap; another call that was cut is closed all the same. */
class TurnGapsTest : FunSpec({
    context("F49: what was cut is closed when the turn is free, whoever gave up waiting for it meanwhile") {
        withTests(nameFn = { it.joinToString().lowercase() }, orders(Gap.entries)) { order ->
            Scene().run {
                order.forEach(::play)
                requireClosed()
            }
        }
    }
})
