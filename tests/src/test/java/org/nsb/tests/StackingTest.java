// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** Several patches of one function, which two threads call all the time. */
@LiveTest
class StackingTest {

    @ParameterizedTest
    @ValueSource(strings = {"one two", "two one"})
    void twoPatches(String order, Workbench bench) {
        lifeOf(bench, List.of("one", "two"), List.of(order.split(" ")));
    }

    /** The newest that is left counts, in whatever order they are taken out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "one two three",
                "one three two",
                "two one three",
                "two three one",
                "three one two",
                "three two one"
            })
    void threePatches(String order, Workbench bench) {
        lifeOf(bench, List.of("one", "two", "three"), List.of(order.split(" ")));
    }

    private static void lifeOf(Workbench bench, List<String> patches, List<String> reverts) {
        Nsb nsb = bench.nsb();
        Subject subject = Layers.start(bench);
        Deck deck = new Deck(bench, subject);
        patches.forEach(deck::apply);
        reverts.forEach(deck::revert);
        String left = nsb.run("list", subject.pid()).exits(0).out();
        assertFalse(left.contains("applied"), left); // a reverted one may have to stay mapped
        subject.ask("calls", "ok");
    }

    /** What lies below and comes back later is on top. */
    @Test
    void patchThatComesBack(Workbench bench) {
        Subject subject = Layers.start(bench);
        Deck deck = new Deck(bench, subject);
        deck.apply("one");
        deck.apply("two");
        deck.revert("one");
        deck.apply("one");
        deck.revert("two");
        deck.apply("three");
        deck.revert("three");
        deck.revert("one");
        subject.ask("calls", "ok");
    }

    /** The patches of one process, and what its function should say. */
    private static final class Deck {
        private final Workbench bench;
        private final Subject subject;
        private final List<String> applied = new ArrayList<>();

        Deck(Workbench bench, Subject subject) {
            this.bench = bench;
            this.subject = subject;
        }

        void apply(String name) {
            Path patch = Layers.patch(bench, name);
            bench.nsb().run("patch", subject.pid(), patch).exits(0);
            applied.add(name);
            verify();
            bench.nsb().run("patch", subject.pid(), patch).refuses(5, "applied");
        }

        void revert(String name) {
            Path patch = Layers.patch(bench, name);
            bench.nsb().run("revert", subject.pid(), patch).exits(0);
            applied.remove(name);
            verify();
            bench.nsb().run("revert", subject.pid(), patch).refuses(5, "not applied");
        }

        private void verify() {
            String says = applied.isEmpty() ? "old" : applied.get(applied.size() - 1);
            subject.ask("expect " + says, "ok " + says);
            for (String name : applied) {
                bench.nsb()
                        .run("check", subject.pid(), Layers.patch(bench, name))
                        .exits(0)
                        .says("applied");
            }
        }
    }
}
