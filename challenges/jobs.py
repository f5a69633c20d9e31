"""What mails about proposals say only when they go out."""

from challenges.talking import telling
from tomoni.journal import mail

mail.keeper(telling.TEXT)(telling.word_message)
