from __future__ import annotations

from tidtam.web.evidence import files, uploads

urlpatterns = [*uploads.urlpatterns, *files.urlpatterns]
