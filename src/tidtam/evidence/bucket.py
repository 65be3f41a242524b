"""A bucket of an S3 service as the file store; needs the extra ``s3``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from storages.backends.s3 import S3Storage

_CHUNK = 256 * 1024


class BucketStore(S3Storage):  # type: ignore[misc]  # the library has no types
    """A bucket that any number of hosts share; a put is whole or not at all by itself."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """See ``stores.Store``."""
        self._client().upload_fileobj(
            source,
            self.bucket_name,
            self._key(key),
            ExtraArgs={"ContentType": "application/octet-stream"},
        )

    def pieces(self, key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See ``stores.Store``."""
        if stop is not None and stop <= start:
            return
        end = "" if stop is None else stop - 1
        wanted = {"Range": f"bytes={start}-{end}"} if start or stop is not None else {}
        answer = self._client().get_object(Bucket=self.bucket_name, Key=self._key(key), **wanted)
        yield from answer["Body"].iter_chunks(_CHUNK)

    def remove(self, key: str) -> None:
        """See ``stores.Store``."""
        self._client().delete_object(Bucket=self.bucket_name, Key=self._key(key))

    def remove_folder(self, folder: str) -> None:
        """See ``stores.Store``."""
        self.bucket.objects.filter(Prefix=f"{self._key(folder)}/").delete()

    def has_room_for(self, size: int) -> bool:
        """See ``stores.Store``."""
        return True

    def sweep(self) -> int:
        """See ``stores.Store``: a bucket holds nothing half-written."""
        return 0

    def _client(self) -> Any:
        return self.connection.meta.client

    def _key(self, key: str) -> str:
        return str(self._normalize_name(key))
