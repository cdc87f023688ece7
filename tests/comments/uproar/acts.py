"""What people do in the rehearsal, by the site's own doors, and the ledger is told of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from blog.chores.models import Chore
from blog.mail import stopping
from blog.mail.models import Letter, address_mark
from blog.posts.models import Post
from comments import digests, erasure, following, moderation, readers, submission
from comments.models import Comment, Commenter, Discussion, StaffMail, Status, Subscription
from comments.moderation import Asker
from comments.readers import Reader
from tests.builders import a_post, a_user, alice, carol
from tests.comments.uproar.ledger import DAILY, DUE, LATER, NEVER, NOW, Ledger, Person, Saying

Scope = Subscription.Scope
DAY = timedelta(days=1)
WRITER = frozenset({Asker.WRITER})


class Town:
    """Ten readers, two people whom nobody knows, an author, a moderator, two discussions."""

    def __init__(self, chance: random.Random, ledger: Ledger) -> None:
        self.chance, self.ledger = chance, ledger
        self.author, self.moderator = alice(), carol()
        EmailAddress.objects.create(user=self.author, email=self.author.email, verified=True)
        StaffMail.objects.create(user=self.author, held=StaffMail.Held.NEVER)
        ledger.people[self.author.email] = Person(self.author.email, is_author=True)
        self.posts: dict[int, Post] = {post.pk: post for post in (a_post(self.author), a_post(self.author))}
        for pk in self.posts:
            Discussion.objects.create(pk=pk)
        self.users: dict[str, User] = {}
        for name in ("uma", "udo"):
            user = a_user(name)
            EmailAddress.objects.create(user=user, email=user.email, verified=True)
            self.users[user.email] = user
        guests = [f"guest{n}@example.org" for n in range(8)]
        self.readers = [*self.users, *guests]
        ledger.people.update({address: Person(address) for address in self.readers})
        self.decisions: list[UUID] = []
        self.serial = 0
        for _wish in range(len(self.readers)):
            self.follow()

    def act(self) -> str:
        """One thing that somebody does. Returns what."""
        [(do, _weight)] = self.chance.choices(ACTS, weights=[weight for _do, weight in ACTS])
        do(self)
        return do.__name__

    def reader(self, address: str) -> Reader:
        if user := self.users.get(address):
            return Reader(user=user)
        commenter, _is_new = Commenter.objects.get_or_create(
            email=address, defaults={"name": address.partition("@")[0]}
        )
        return Reader(commenter=commenter)

    def somebody(self) -> Person:
        return self.ledger.people[self.chance.choice(self.readers)]

    def place(self) -> int:
        return self.chance.choice(list(self.posts))

    def a_saying(self, which: Callable[[Saying], bool] = lambda said: True) -> Saying | None:
        """One of the latest, most often."""
        found = [said for said in self.ledger.sayings.values() if not said.is_erased and which(said)]
        return self.chance.choice(found[-12:] if self.chance.random() < 0.8 else found) if found else None

    # Writing and deciding

    def write(self) -> None:
        place = self.place()
        parent = self.a_saying(lambda said: said.is_visible and said.place == place)
        parent = parent if self.chance.random() < 0.6 else None
        self.serial += 1
        who = self._writer(self.chance.random())
        wants_news = "commenter" in who or "user" in who
        follows = self.chance.choice(["", "", "", Scope.THREAD, Scope.DISCUSSION]) if wants_news else ""
        wants_news = wants_news and self.chance.random() < 0.7
        sending = submission.Sending(
            self.posts[place], f"Words number {self.serial}.", parent.pk if parent else None,
            network=f"{self.serial:064}", wants_mail=wants_news, follows=follows, **who,
        )  # fmt: skip
        comment = submission.submit(sending).comment
        writer = comment.user.email if comment.user else comment.email
        root, is_by_author = parent.root if parent else comment.pk, comment.user == self.author
        said = Saying(comment.pk, place, root, parent.pk if parent else None, writer, is_by_author, wants_news)
        self.ledger.sayings[said.pk] = said
        self.ledger.become(said.pk, comment.status == Status.APPROVED)
        if follows and not is_by_author:
            self._follows(self.ledger.people[writer], follows, root if follows == Scope.THREAD else place)

    def _writer(self, die: float) -> dict[str, Any]:
        if die < 0.15:
            return {"name": f"Stranger {self.serial}", "email": f"stranger{self.serial}@example.org"}
        if die < 0.3:
            return {"user": self.author}
        reader = self.reader(self.somebody().address)
        if reader.user:
            return {"user": reader.user}
        return {"name": reader.name, "email": reader.address, "commenter": reader.commenter}

    def decide(self) -> None:
        said = self.a_saying(lambda said: not said.is_visible)
        if said:
            self._moderate(said, Status.APPROVED if self.chance.random() < 0.85 else Status.DECLINED)

    def approve_all(self) -> None:
        for said in list(self.ledger.sayings.values())[-6:]:
            if not said.is_visible and not said.is_erased:
                self._moderate(said, Status.APPROVED)

    def decline(self) -> None:
        if said := self.a_saying(lambda said: said.is_visible):
            self._moderate(said, self.chance.choice([Status.DECLINED, Status.PENDING, Status.SPAM, Status.REMOVED]))

    def _moderate(self, said: Saying, to: Status) -> None:
        outcome = moderation.moderate([said.pk], to, by=self.moderator)
        if outcome.changed:
            self.decisions.append(outcome.act)
            self.ledger.become(said.pk, to == Status.APPROVED)

    def take_back(self) -> None:
        if not self.decisions:
            return
        outcome = moderation.undo(self.decisions.pop(), by=self.moderator)
        for pk in outcome.changed:
            self.ledger.become(pk, Comment.objects.get(pk=pk).status == Status.APPROVED)

    def withdraw(self) -> None:
        if said := self.a_saying(lambda said: said.is_visible):
            moderation.moderate([said.pk], Status.WITHDRAWN, by=None, capacities=WRITER)
            self.ledger.become(said.pk, False)

    def send_again(self) -> None:
        if said := self.a_saying(lambda said: not said.is_visible):
            moderation.moderate([said.pk], Status.PENDING, by=None, capacities=WRITER)

    def erase(self) -> None:
        said = self.a_saying(lambda said: not said.is_by_author)
        if said is None:
            return
        keeps_text = self.chance.random() < 0.5
        erasure.erase(Comment.objects.get(pk=said.pk), keep_text=keeps_text)
        said.is_erased, said.wants_news = True, False
        if not keeps_text:
            self.ledger.become(said.pk, False)
        who = self.ledger.people.get(said.writer)
        answers = {other.pk for other in self.ledger.sayings.values() if other.parent == said.pk}
        self.ledger.excused |= {(said.writer, pk) for pk in answers}
        mine = [other for other in self.ledger.sayings.values() if other.writer == said.writer and not other.is_erased]
        if who and not mine and who.address not in self.users and not who.here and not who.threads:
            self._forget(who)

    def _forget(self, who: Person) -> None:
        """The last of what a guest wrote is gone, and they follow nothing."""
        who.answers = NOW
        self.ledger.excused |= {(who.address, pk) for pk in self.ledger.sayings}

    # Following

    def follow(self) -> None:
        who, scope, place = (
            self.somebody(),
            self.chance.choice([Scope.DISCUSSION, Scope.DISCUSSION, Scope.AUTHOR]),
            self.place(),
        )
        following.follow(self.reader(who.address), scope, Discussion.objects.get(pk=place))
        self._follows(who, scope, place)

    def follow_thread(self) -> None:
        if said := self.a_saying(lambda said: said.is_visible):
            who, root = self.somebody(), Comment.objects.get(pk=said.root)
            following.follow(self.reader(who.address), Scope.THREAD, root.discussion, root)
            self._follows(who, Scope.THREAD, root.pk)

    def _follows(self, who: Person, scope: str, where: int) -> None:
        if scope == Scope.THREAD:
            who.threads[where] = NOW if who.threads.get(where, NEVER) == NEVER else who.threads[where]
        elif who.here.get(where, ("", ""))[0] != scope:
            who.here[where] = (str(scope), NOW)

    def mute(self) -> None:
        if said := self.a_saying():
            who = self.somebody()
            following.mute(self.reader(who.address), Comment.objects.get(pk=said.pk))
            who.threads[said.root] = NEVER

    def change_pace(self) -> None:
        who, pace = self.somebody(), self.chance.choice([NOW, DAILY, DAILY])
        if not who.here:
            return
        place = self.chance.choice(list(who.here))
        row = following.of_address(who.address).get(discussion=place, scope=who.here[place][0])
        following.set_pace(row, pace)
        who.here[place] = (who.here[place][0], pace)

    def change_answers(self) -> None:
        who, pace = self.somebody(), self.chance.choice([NOW, NOW, DAILY, NEVER])
        if readers.at(who.address):
            following.set_answers_pace(self.reader(who.address), pace)
            who.answers = pace

    def unfollow(self) -> None:
        who, place = self.somebody(), self.place()
        following.unfollow(who.address, Discussion.objects.get(pk=place))
        who.here.pop(place, None)
        for root in [root for root in who.threads if self.ledger.sayings[root].place == place]:
            del who.threads[root]
        self._hears_no_answers(who, lambda said: said.place == place)

    def unfollow_all(self) -> None:
        who = self.somebody()
        following.unfollow_all(who.address)
        who.here, who.threads, who.answers = {}, {}, NOW
        self._hears_no_answers(who, lambda said: True)

    def _hears_no_answers(self, who: Person, which: Callable[[Saying], bool]) -> None:
        for said in self.ledger.sayings.values():
            if said.writer == who.address and which(said):
                said.wants_news = False

    def stop(self) -> None:
        who = self.somebody()
        stopping.stop(address_mark(who.address))
        who.is_stopped = True
        self.ledger.may_be_lost(lambda pair: pair[0] == who.address)

    def allow(self) -> None:
        for who in self.ledger.people.values():
            stopping.allow(who.address)
            who.is_stopped = False

    # Time

    def hours_go_by(self) -> None:
        """Leases end, and what waits for another try or its delay is due; of the comments, only some."""
        now = timezone.now()
        waiting = [said for said in self.ledger.sayings.values() if said.tell == LATER and self.chance.random() < 0.6]
        Comment.objects.filter(pk__in=[said.pk for said in waiting], tell_at__isnull=False).update(tell_at=now)
        for said in waiting:
            said.tell = DUE
        rows = Letter.objects.owed().exclude(kind=digests.DIGEST, due_at__gt=now)
        rows.update(due_at=now, try_at=now)
        self.leases_end()

    def leases_end(self) -> None:
        past = timezone.now() - timedelta(seconds=1)
        Letter.objects.filter(claimed_until__isnull=False).update(claimed_until=past)
        Chore.objects.filter(claimed_until__isnull=False).update(claimed_until=past)

    def a_day_goes_by(self) -> None:
        """Everything that was told moves into the day before, and so do the letters of the days."""
        Comment.objects.filter(told_at__gt=datetime(2000, 1, 1, tzinfo=UTC)).update(told_at=F("told_at") - DAY)
        for letter in Letter.objects.filter(kind=digests.DIGEST, key__isnull=False).order_by("key"):
            _kind, _day, mark = (letter.key or "").split(":")
            letter.key = f"{digests.DIGEST}:{digests.day_in(letter.key or '') - DAY}:{mark}"
            letter.due_at, letter.try_at = letter.due_at - DAY, letter.try_at - DAY
            letter.save(update_fields=["key", "due_at", "try_at"])
        self.hours_go_by()


ACTS: list[tuple[Callable[[Town], None], float]] = [
    (Town.write, 14),
    (Town.decide, 4),
    (Town.approve_all, 4),
    (Town.decline, 1.5),
    (Town.take_back, 1.5),
    (Town.withdraw, 0.7),
    (Town.send_again, 0.5),
    (Town.erase, 0.6),
    (Town.follow, 4),
    (Town.follow_thread, 1.5),
    (Town.mute, 1),
    (Town.change_pace, 1.5),
    (Town.change_answers, 0.5),
    (Town.unfollow, 0.8),
    (Town.unfollow_all, 0.3),
    (Town.stop, 0.5),
    (Town.allow, 0.4),
]
