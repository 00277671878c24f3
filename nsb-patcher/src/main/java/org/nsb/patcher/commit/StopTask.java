// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.commit.Findings.Kind;

/** What the target is stopped for. */
sealed interface StopTask {

    /** The code that has to be left alone. */
    QuiescentCode code();

    /** What all threads have to pass. */
    ThreadCheck check(StopContext context, Architecture architecture, SecondOpinion opinion);

    /** What is done then. */
    StoppedAction action(StopContext context);

    /** The same, without any consequence. */
    StopTask rehearsal();

    /** Writes code. */
    record Commit(CodeChange change) implements StopTask {
        @Override
        public QuiescentCode code() {
            return new QuiescentCode(change.quiescent(), change.writes());
        }

        @Override
        public ThreadCheck check(
                StopContext context, Architecture architecture, SecondOpinion opinion) {
            return new QuiescenceCheck(context, architecture, opinion, change.foreignStacks());
        }

        @Override
        public StoppedAction action(StopContext context) {
            return new CodeWriter(context.control(), change.writes());
        }

        /** Writes what stands there already. */
        @Override
        public StopTask rehearsal() {
            List<TextWrite> unchanged =
                    change.writes().stream()
                            .map(w -> new TextWrite(w.address(), w.expected(), w.expected()))
                            .toList();
            return new Commit(
                    new CodeChange(unchanged, change.quiescent(), change.foreignStacks()));
        }
    }

    /** Looks whether code could be written. */
    record Probe(CodeChange change) implements StopTask {
        @Override
        public QuiescentCode code() {
            return new QuiescentCode(change.quiescent(), change.writes());
        }

        @Override
        public ThreadCheck check(
                StopContext context, Architecture architecture, SecondOpinion opinion) {
            return new QuiescenceCheck(context, architecture, opinion, change.foreignStacks());
        }

        @Override
        public StoppedAction action(StopContext context) {
            return () -> Outcome.DONE;
        }

        @Override
        public StopTask rehearsal() {
            return this;
        }
    }

    /** Proves that nothing refers to a range of addresses. */
    record Proof(QuiescentRange range, StoppedQuestion question) implements StopTask {
        @Override
        public QuiescentCode code() {
            return new QuiescentCode(List.of(range), List.of());
        }

        @Override
        public ThreadCheck check(
                StopContext context, Architecture architecture, SecondOpinion opinion) {
            return new ReferenceCheck(
                    context, architecture.registers(), architecture.pointerSize());
        }

        @Override
        public StopTask rehearsal() {
            return new Proof(range, question.rehearsal());
        }

        @Override
        public StoppedAction action(StopContext context) {
            return () -> {
                if (question.holds(context.control())) {
                    return Outcome.DONE;
                }
                context.findings().note(0, Kind.NOT_PROVEN, 0, 0);
                return Outcome.BUSY;
            };
        }
    }
}
