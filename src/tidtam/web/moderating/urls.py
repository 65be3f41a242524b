from __future__ import annotations

from tidtam.web.moderating import differences, item, meeting, quality, signing, work

urlpatterns = [
    *item.urlpatterns,
    *differences.urlpatterns,
    *meeting.urlpatterns,
    *work.urlpatterns,
    *quality.urlpatterns,
    *signing.urlpatterns,
]
