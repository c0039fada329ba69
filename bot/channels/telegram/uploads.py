"""What Telegram has of our files already: it takes a file once, and from then on its name there is enough."""

from collections import OrderedDict

from telegram import InputFile, Message

from bot.delivery.channel import LoadedFile

KEPT = 200


class Uploads:
    """Of stored files only: what is drawn is another picture each time. Lost at a restart: then they go up once more."""

    def __init__(self) -> None:
        self._names: OrderedDict[tuple[str, str, bool], str] = OrderedDict()

    def known(self, file: LoadedFile, *, as_photo: bool) -> str | None:
        return None if file.sha256 is None else self._names.get((file.sha256, file.name, as_photo))

    def source(self, file: LoadedFile, *, as_photo: bool, in_media: bool = False) -> str | InputFile:
        """`in_media`: it is told of in a list or an edit, and lies beside it."""
        name = self.known(file, as_photo=as_photo)
        return name if name is not None else InputFile(file.data, filename=file.name, attach=in_media)

    def note(self, file: LoadedFile, message: Message, *, as_photo: bool) -> None:
        shown = message.photo[-1] if as_photo and message.photo else message.document
        if file.sha256 is None or shown is None:
            return
        self._names[file.sha256, file.name, as_photo] = shown.file_id
        self._names.move_to_end((file.sha256, file.name, as_photo))
        while len(self._names) > KEPT:
            self._names.popitem(last=False)

    def forget(self, files: tuple[LoadedFile, ...]) -> bool:
        """Whether Telegram was thought to have one of them."""
        gone = [key for key in self._names if any(key[0] == file.sha256 for file in files)]
        for key in gone:
            del self._names[key]
        return bool(gone)
